package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.internal.rules.DataRules;

class CodecsTest {

  enum Color {
    RED,
    BLUE {
      @Override
      public String toString() {
        return "sky";
      }
    }
  }

  record Scalars(
      int i, long l, byte b, double d, float f, boolean yes, char c, String s, BigInteger big) {}

  record Times(Instant at, Duration pause, LocalDate day, ZonedDateTime zoned) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Others(UUID id, URI uri, BigDecimal exact, byte[] bytes) {}

  record Containers(
      List<String> list, Set<Color> set, Map<Color, List<Integer>> map, Optional<String> maybe) {}

  record Tree(String name, List<Tree> children) {}

  record Pair<A, B>(A left, B right) {}

  record Pairs(Pair<String, Pair<Integer, Color>> pair) {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Square(int side, @Nullable Shape inner) implements Shape {}

  record Drawing(List<Shape> shapes) {}

  record Dynamic(Object any, Map<String, Object> fields) {}

  record Loose(@Nullable String text, Optional<Integer> number, List<String> list) {}

  record Strict(String text, int number) {}

  record Keys(
      Map<Long, String> longs,
      Map<BigInteger, String> integers,
      Map<BigDecimal, String> decimals,
      Map<Boolean, String> flags,
      Map<LocalDate, String> days) {}

  record Months(List<YearMonth> months, List<Year> years) {}

  record Gaps(
      List<Optional<String>> list,
      Map<String, Optional<Integer>> map,
      List<Object> any,
      Map<String, Object> fields) {}

  record Positive(int n) {
    Positive {
      if (n < 0) {
        throw new IllegalArgumentException("n is negative");
      }
    }
  }

  record Generic<T>(T value) {}

  record Chain<T>(T value, Optional<Chain<T>> next) {}

  record Chains(Chain<String> text, Chain<Pair<Integer, Chain<Color>>> deep) {}

  record Grows<T>(T value, Optional<Grows<List<T>>> next) {}

  record GrowsManyWays<T>(
      List<GrowsManyWays<List<T>>> lists,
      List<GrowsManyWays<Set<T>>> sets,
      List<GrowsManyWays<Map<String, T>>> maps) {}

  record Loosely<T>(Optional<T> maybe) {}

  static Stream<Object> values() {
    return Stream.of(
        new Scalars(
            -1, Long.MAX_VALUE, (byte) 7, 0.1, 2.5f, true, 'ä', "\"\n☃", BigInteger.TEN.pow(40)),
        new Times(
            Instant.parse("2030-01-01T00:00:00.000000001Z"),
            Duration.ofMillis(1500),
            LocalDate.of(2030, 1, 1),
            ZonedDateTime.parse("2030-01-01T00:00:00+01:00[Europe/Paris]")),
        new Containers(
            List.of("a"), Set.of(Color.BLUE), Map.of(Color.RED, List.of(1, 2)), Optional.of("x")),
        new Containers(List.of(), Set.of(), Map.of(), Optional.empty()),
        new Tree("root", List.of(new Tree("leaf", List.of()))),
        new Pairs(new Pair<>("a", new Pair<>(1, Color.BLUE))),
        new Chains(
            new Chain<>("a", Optional.of(new Chain<>("b", Optional.empty()))),
            new Chain<>(new Pair<>(1, new Chain<>(Color.RED, Optional.empty())), Optional.empty())),
        new Drawing(List.of(new Circle(1.5), new Square(2, new Circle(0)), new Square(1, null))),
        new Dynamic(1L, Map.of("a", List.of(true, "x", 0.5))),
        new Keys(
            Map.of(Long.MIN_VALUE, "a", Long.MAX_VALUE, "b"),
            Map.of(BigInteger.TEN.pow(999), "c"),
            Map.of(new BigDecimal("1.50"), "d", new BigDecimal("1E+3"), "e"),
            Map.of(true, "f"),
            Map.of(LocalDate.MIN, "g", LocalDate.MAX, "h")),
        new Months(
            List.of(YearMonth.of(12345, 1), YearMonth.of(-5, 12), YearMonth.of(2030, 1)),
            List.of(Year.of(12345), Year.of(-5))),
        new Gaps(
            List.of(Optional.empty(), Optional.of("a")),
            Map.of("b", Optional.empty()),
            Collections.unmodifiableList(Arrays.asList(1L, null)),
            Collections.singletonMap("c", null)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void whatIsWrittenIsReadBack(Object value) throws Exception {
    assertThat(read(value.getClass(), text(value), Reading.strict())).isEqualTo(value);
  }

  @Test
  void bytesAndExactDecimalsAreReadBack() throws Exception {
    Others value =
        new Others(
            new UUID(1, 2), URI.create("http://x/y"), new BigDecimal("0.10"), new byte[] {1, -1});
    Others back = (Others) read(Others.class, text(value), Reading.strict());

    assertThat(back).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  void aSealedValueCarriesItsLogicalName() throws Exception {
    assertThat(text(new Drawing(List.of(new Circle(1)))))
        .isEqualTo("{\"shapes\":[{\"@type\":\"Circle\",\"radius\":1.0}]}");
  }

  static Stream<Arguments> badInput() {
    return Stream.of(
        Arguments.of(Strict.class, "{\"text\":\"a\"}", "field 'number' is missing"),
        Arguments.of(Strict.class, "{\"text\":null,\"number\":1}", "field 'text' is null"),
        Arguments.of(
            Strict.class,
            "{\"text\":\"a\",\"number\":1,\"numbre\":2}",
            "has an unknown field 'numbre'; allowed are [text, number]"),
        Arguments.of(Strict.class, "{\"text\":1,\"number\":1}", "text must be a string, is 1"),
        Arguments.of(
            Strict.class,
            "{\"text\":\"a\",\"number\":1.5}",
            "number must be an integer that fits int, is 1.5"),
        Arguments.of(
            Strict.class,
            "{\"text\":\"a\",\"number\":3000000000}",
            "must be an integer that fits int"),
        Arguments.of(
            Strict.class,
            "{\"text\":\"a\",\"number\":\"1\"}",
            "must be an integer that fits int, is \"1\""),
        Arguments.of(
            Strict.class, "[]", "must be an object with the fields [text, number], is an array"),
        Arguments.of(
            Tree.class,
            "{\"name\":\"a\",\"children\":[{\"name\":2}]}",
            "children[0].name must be a string, is 2"),
        Arguments.of(
            Drawing.class,
            "{\"shapes\":[{\"radius\":1}]}",
            "shapes[0] needs a field '@type' with one of [Circle, Square]"),
        Arguments.of(
            Containers.class,
            "{\"set\":[\"GREEN\"]}",
            "set[0] must be one of [RED, BLUE], is \"GREEN\""),
        Arguments.of(Containers.class, "{\"list\":[null]}", "list[0] is null"),
        Arguments.of(Times.class, "{\"at\":\"now\"}", "at must be a time such as"),
        Arguments.of(Positive.class, "{\"n\":-1}", "Positive refused its values"));
  }

  @ParameterizedTest
  @MethodSource("badInput")
  void inputThatDoesNotFitIsRefusedWithItsPath(Class<?> type, String json, String problem)
      throws Exception {
    Reading in = Reading.strict();
    read(type, json, in);

    assertThat(in.problems()).anySatisfy(p -> assertThat(p).contains(problem));
  }

  @Test
  void onlyWhatMayBeEmptyMayBeMissing() throws Exception {
    assertThat(read(Loose.class, "{}", Reading.strict()))
        .isEqualTo(new Loose(null, Optional.empty(), List.of()));
  }

  @Test
  void aJournalMayHaveFieldsThatTheClassDoesNotHaveAnyMore() throws Exception {
    assertThat(read(Strict.class, "{\"text\":\"a\",\"number\":1,\"old\":{}}", Reading.lenient()))
        .isEqualTo(new Strict("a", 1));
  }

  static Stream<Arguments> refused() {
    record OpenField(Comparable<String> c) {}
    record ThreadField(Map<String, List<Thread>> threads) {}
    @SuppressWarnings("ArrayRecordComponent")
    record ArrayField(String[] names) {}
    record RawList(@SuppressWarnings("rawtypes") List names) {}
    record Concrete(ArrayList<String> names) {}
    record ObjectKeys(Map<List<String>, String> map) {}
    record BytesAsKeys(Map<byte[], String> map) {}
    record FloatKeys(List<Map<Float, String>> maps) {}
    record DoubleKeys(Map<Double, String> map) {}
    record Twice(Optional<Optional<String>> maybe) {}
    record TwiceBound(Loosely<Optional<String>> loosely) {}
    record Endless(Grows<String> growing) {}
    return Stream.of(
        Arguments.of(OpenField.class, "OpenField.c: Comparable is an open interface"),
        Arguments.of(ThreadField.class, "ThreadField.threads{}[]: Thread is a class"),
        Arguments.of(ArrayField.class, "ArrayField.names: arrays are not supported"),
        Arguments.of(RawList.class, "RawList.names: List cannot be read back"),
        Arguments.of(Concrete.class, "Concrete.names: ArrayList cannot be read back"),
        Arguments.of(ObjectKeys.class, "keys of a map must be strings"),
        Arguments.of(BytesAsKeys.class, "BytesAsKeys.map keys: keys of a map must be strings"),
        Arguments.of(FloatKeys.class, "FloatKeys.maps[] keys: keys of a map must be strings"),
        Arguments.of(DoubleKeys.class, "scalars, not Double; use BigDecimal or a text"),
        Arguments.of(Twice.class, "Twice.maybe: an Optional of an empty Optional cannot be told"),
        Arguments.of(TwiceBound.class, "TwiceBound.loosely.maybe: an Optional of an empty"),
        Arguments.of(Endless.class, "Grows holds itself with ever larger type arguments"),
        Arguments.of(Generic.class, "Generic needs its type arguments"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aTypeThatCannotBeReadBackIsRefusedWithItsFieldPath(Class<?> type, String problem) {
    assertThatThrownBy(() -> new Codecs().of(type))
        .isInstanceOf(Codecs.Unsupported.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aTypeThatGrowsInManyWaysIsRefusedOnce() {
    record Endless(GrowsManyWays<String> growing) {}

    assertThatThrownBy(() -> new Codecs().of(Endless.class))
        .hasMessageMatching(
            ".*GrowsManyWays holds itself with ever larger type arguments[^;]*; it has no end");
  }

  @Test
  void everyFieldThatCannotBeReadBackIsTold() {
    record Bad(Thread thread, Tree tree, List<Runnable> work) {}

    assertThatThrownBy(() -> new Codecs().of(Bad.class))
        .hasMessageContainingAll("Bad.thread: Thread is a class", "; Bad.work[]: Runnable is an");
  }

  @Test
  void theRulesKnowTheScalarsOfTheCodecs() {
    assertThat(DataRules.scalars())
        .containsExactlyInAnyOrderElementsOf(
            ScalarCodec.types().stream()
                .filter(type -> !type.isPrimitive() && !type.isArray())
                .map(Class::getName)
                .toList());
  }

  @Test
  void aRefusedTypeLeavesNoHalfMadeCodecBehind() {
    record Bad(Tree tree, Thread thread) {}
    Codecs codecs = new Codecs();

    assertThatThrownBy(() -> codecs.of(Bad.class)).isInstanceOf(Codecs.Unsupported.class);
    assertThatThrownBy(() -> codecs.of(Bad.class)).isInstanceOf(Codecs.Unsupported.class);
  }

  private static String text(Object value) throws Codecs.Unsupported {
    Codec codec = new Codecs().of(value.getClass());
    return new String(Json.write(out -> codec.write(out, value)), StandardCharsets.UTF_8);
  }

  private static @Nullable Object read(Class<?> type, String json, Reading in)
      throws Codecs.Unsupported {
    Object tree = Json.parse(json.getBytes(StandardCharsets.UTF_8));
    return tree == null ? null : new Codecs().of(type).read(tree, in);
  }
}
