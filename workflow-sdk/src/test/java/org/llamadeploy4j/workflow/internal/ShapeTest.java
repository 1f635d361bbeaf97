package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.StopEvent;

/** What a schema hash depends on. Neither these texts nor these hashes may ever change. */
@SuppressWarnings("SameNameButDifferent") // versions of one class
class ShapeTest {

  enum Color {
    RED,
    BLUE
  }

  record Line(String article, int count) {}

  sealed interface Payment {}

  @EventName("by \"card\"")
  record Card(String number) implements Payment {}

  record Cash() implements Payment {}

  record Order(
      long id,
      @Nullable String note,
      Optional<Instant> paid,
      List<Line> lines,
      Set<Color> colors,
      Map<Color, List<Line>> byColor,
      Payment payment,
      Object more)
      implements Event {}

  record Tree<T>(T value, List<Tree<T>> kids) {}

  record Forest(Tree<String> first, List<Tree<Integer>> rest) implements Event {}

  record Expr(@Nullable Sum sum) {}

  record Sum(Expr left, Expr right) {}

  record Endless<T>(@Nullable Endless<List<T>> next) {}

  record Begun(Endless<String> endless) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Scalars(
      byte a,
      Short b,
      int c,
      Long d,
      float e,
      Double f,
      boolean g,
      char h,
      String i,
      BigInteger j,
      BigDecimal k,
      UUID l,
      URI m,
      byte[] n) {}

  record Times(
      Instant a,
      Duration b,
      Period c,
      LocalDate d,
      LocalTime e,
      LocalDateTime f,
      OffsetDateTime g,
      OffsetTime h,
      ZonedDateTime i,
      ZoneId j,
      ZoneOffset k,
      Year l,
      YearMonth m,
      MonthDay n) {}

  private static String text(Class<?> type) throws Codecs.Unsupported {
    return Shape.text(new Codecs().of(type));
  }

  @Test
  void aShapeHasTheNamesAndTypesOfComponentsRecursively() throws Exception {
    String line = "{\"article\":string,\"count\":int,}";

    assertThat(text(Order.class))
        .isEqualTo(
            "{\"byColor\":map<enum(\"BLUE\",\"RED\",),list<"
                + line
                + ">>,\"colors\":set<enum(\"BLUE\",\"RED\",)>,\"id\":long,\"lines\":list<#1>,"
                + "\"more\":any,\"note\":string?,\"paid\":instant?,"
                + "\"payment\":one(\"Cash\"{},\"by \\\"card\\\"\"{\"number\":string,},),}");
  }

  @Test
  void everyScalarHasAWordOfItsOwn() throws Exception {
    assertThat(text(Scalars.class))
        .isEqualTo(
            "{\"a\":byte,\"b\":short,\"c\":int,\"d\":long,\"e\":float,\"f\":double,\"g\":boolean,"
                + "\"h\":char,\"i\":string,\"j\":biginteger,\"k\":bigdecimal,\"l\":uuid,\"m\":uri,"
                + "\"n\":bytes,}");
    assertThat(text(Times.class))
        .isEqualTo(
            "{\"a\":instant,\"b\":duration,\"c\":period,\"d\":localdate,\"e\":localtime,"
                + "\"f\":localdatetime,\"g\":offsetdatetime,\"h\":offsettime,\"i\":zoneddatetime,"
                + "\"j\":zoneid,\"k\":zoneoffset,\"l\":year,\"m\":yearmonth,\"n\":monthday,}");
  }

  @Test
  void aTypeThatContainsItselfIsWrittenOnce() throws Exception {
    assertThat(text(Expr.class)).isEqualTo("{\"sum\":{\"left\":#0,\"right\":#0,}?,}");
    assertThat(text(Forest.class))
        .isEqualTo(
            "{\"first\":{\"kids\":list<#1>,\"value\":string,},"
                + "\"rest\":list<{\"kids\":list<#2>,\"value\":int,}>,}");
  }

  @Test
  void aTypeThatContainsItselfWithEverOtherArgumentsIsRefused() {
    assertThatThrownBy(() -> new Codecs().of(Begun.class))
        .isInstanceOf(Codecs.Unsupported.class)
        .hasMessageStartingWith("Begun.endless.next.next")
        .hasMessageContaining("it has no end");
  }

  @Test
  void theHashesAreTheSameForEver() throws Exception {
    assertThat(hash(Order.class)).isEqualTo("68f4da10e44d");
    assertThat(hash(Forest.class)).isEqualTo("3ef5fef7e9b5");
    assertThat(new EventTypes(new Codecs()).encode(StopEvent.of(1)).schema())
        .isEqualTo("bfe5d697162d");
  }

  private static String hash(Class<?> type) throws Codecs.Unsupported {
    return Shape.hash(new Codecs().of(type));
  }

  @Test
  void aHashDoesNotDependOnWhatWasLoadedBefore() throws Exception {
    record Boxed<T>(T value) {}
    record Outer<T>(Boxed<T> one, Boxed<String> two) {}
    record Holder(Outer<String> outer) {}
    Codecs codecs = new Codecs();
    Codec unused = codecs.of(Boxes.class);

    assertThat(Shape.hash(codecs.of(Holder.class))).isEqualTo(hash(Holder.class));
    assertThat(Shape.text(codecs.of(Holder.class)))
        .isEqualTo("{\"outer\":{\"one\":{\"value\":string,},\"two\":#2,},}");
  }

  record Boxes(Tree<String> first, List<Line> lines) {}

  static final class Same {
    enum Color {
      BLUE,
      RED
    }

    record Row(Integer count, String article) {}

    sealed interface Way {}

    record Cash() implements Way {}

    @EventName("by \"card\"")
    record Plastic(String number) implements Way {}

    @EventName(value = "Purchase", aliases = "Order")
    record Purchase(
        Object more,
        Way payment,
        Map<Color, List<Row>> byColor,
        Set<Color> colors,
        Collection<Row> lines,
        @Nullable Instant paid,
        Optional<String> note,
        Long id)
        implements Event {}
  }

  @Test
  void namesOfClassesAndTheOrderOfComponentsAreNoPartOfIt() throws Exception {
    assertThat(hash(Same.Purchase.class)).isEqualTo(hash(Order.class));
  }

  static final class Base {
    record Point(int x, int y) {}

    record Event(Point at, List<String> tags) {}
  }

  static final class Added {
    record Point(int x, int y, @Nullable Integer z) {}

    record Event(Point at, List<String> tags) {}
  }

  static final class Renamed {
    record Point(int x, int row) {}

    record Event(Point at, List<String> tags) {}
  }

  static final class Retyped {
    record Point(int x, long y) {}

    record Event(Point at, List<String> tags) {}
  }

  static final class Stricter {
    record Point(int x, int y) {}

    record Event(@Nullable Point at, List<String> tags) {}
  }

  static final class Distinct {
    record Point(int x, int y) {}

    record Event(Point at, Set<String> tags) {}
  }

  @Test
  void everythingElseIsPartOfItHoweverDeep() throws Exception {
    Set<String> hashes =
        Set.of(
            hash(Base.Event.class),
            hash(Added.Event.class),
            hash(Renamed.Event.class),
            hash(Retyped.Event.class),
            hash(Stricter.Event.class),
            hash(Distinct.Event.class));

    assertThat(hashes).hasSize(6).allMatch(hash -> hash.matches("[0-9a-f]{12}"));
  }

  @Test
  void aRecordThatContainsItselfWithTypeArgumentsIsReadBack() {
    EventTypes types = new EventTypes(new Codecs());
    assertThat(types.register(Forest.class)).isNull();
    Forest forest = new Forest(new Tree<>("a", List.of(new Tree<>("b", List.of()))), List.of());

    assertThat(types.decode(types.encode(forest))).isEqualTo(forest);
  }
}
