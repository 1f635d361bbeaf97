package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.states.HeldStates;
import org.llamadeploy4j.protocol.states.StateShape;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.RunStates;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.WorkflowFactory;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/**
 * Whether a version reads what sessions hold is decided without its classes, and must be what its
 * codecs do: each type is written with its samples, which hold the extremes, and read as each other
 * type.
 */
final class StateFitTest {
  private static final ServiceId SERVICE = new ServiceId("shop");

  /** Texts and constants may happen to be URIs, or single letters; that does not make them fit. */
  private static final Set<String> READ_BY_CHANCE = Set.of("URI x", "char x");

  @TempDir Path folder;

  /**
   * A state of one component, or of several.
   *
   * @param components of the state's record
   * @param more types beside it
   * @param samples arguments of the record, one text for each sample
   */
  private record Fixture(String components, String more, List<String> samples) {
    static Fixture of(String type, String... samples) {
      return new Fixture(type + " x", "", List.of(samples));
    }

    Fixture with(String types) {
      return new Fixture(components, types, samples);
    }

    String source(String name) {
      StringBuilder values = new StringBuilder();
      samples.forEach(s -> values.append("    all.add(new S(" + s + "));\n"));
      return """
      import java.util.*;
      import java.math.*;
      import java.net.URI;
      import java.time.*;
      import org.jspecify.annotations.Nullable;
      import org.llamadeploy4j.workflow.*;

      public final class %s extends Workflow {
        @StateName("S") public record S(%s) {}
        %s
        @Step StopEvent step(StartEvent start) { return StopEvent.of(1); }
        public static List<Object> samples() {
          List<Object> all = new ArrayList<>();
      %s    return all;
        }
      }
      """
          .formatted(name, components, more, values);
    }
  }

  private static List<Fixture> scalars() {
    return List.of(
        Fixture.of("byte", "(byte) -128", "(byte) 127"),
        Fixture.of("Short", "Short.MIN_VALUE", "Short.MAX_VALUE"),
        Fixture.of("int", "Integer.MIN_VALUE", "Integer.MAX_VALUE", "16_777_217"),
        Fixture.of("Long", "Long.MIN_VALUE", "Long.MAX_VALUE", "9_007_199_254_740_993L"),
        Fixture.of("BigInteger", "BigInteger.ONE.shiftLeft(1100).add(BigInteger.ONE)"),
        Fixture.of("BigDecimal", "new BigDecimal(\"1e400\")", "new BigDecimal(\"0.10\")"),
        Fixture.of("float", "Float.MIN_VALUE", "Float.MAX_VALUE", "0.1f"),
        Fixture.of("Double", "Double.MIN_VALUE", "Double.MAX_VALUE", "0.1"),
        Fixture.of("boolean", "true", "false"),
        Fixture.of("char", "'a'", "'\"'", "' '"),
        Fixture.of("String", "\"\"", "\"a b\""),
        Fixture.of("UUID", "new UUID(-1, 1)", "new UUID(0, 0)"),
        Fixture.of("URI", "URI.create(\"http://h/p?q#f\")", "URI.create(\"\")"),
        Fixture.of("byte[]", "new byte[0]", "new byte[] {-1, -1, -1, -1}"),
        Fixture.of("Instant", "Instant.MIN", "Instant.MAX", "Instant.EPOCH"),
        Fixture.of("Duration", "Duration.ofSeconds(Long.MIN_VALUE)", "Duration.ZERO"),
        Fixture.of("Period", "Period.ZERO", "Period.of(1, -2, 3)"),
        Fixture.of("LocalDate", "LocalDate.MIN", "LocalDate.MAX", "LocalDate.EPOCH"),
        Fixture.of("LocalTime", "LocalTime.MIN", "LocalTime.MAX"),
        Fixture.of("LocalDateTime", "LocalDateTime.MIN", "LocalDateTime.MAX"),
        Fixture.of(
            "OffsetDateTime",
            "OffsetDateTime.MIN",
            "OffsetDateTime.MAX",
            "Instant.EPOCH.atOffset(ZoneOffset.ofHours(1))"),
        Fixture.of("OffsetTime", "OffsetTime.MIN", "OffsetTime.MAX"),
        Fixture.of("ZonedDateTime", "Instant.EPOCH.atZone(ZoneId.of(\"Europe/Paris\"))"),
        Fixture.of("ZoneId", "ZoneId.of(\"Europe/Paris\")", "ZoneId.of(\"UTC+01:00\")"),
        Fixture.of("ZoneOffset", "ZoneOffset.MIN", "ZoneOffset.UTC"),
        Fixture.of("Year", "Year.of(2026)", "Year.of(-1234)"),
        Fixture.of("YearMonth", "YearMonth.of(2026, 1)", "YearMonth.of(-12345, 12)"),
        Fixture.of("MonthDay", "MonthDay.of(1, 31)"));
  }

  private static List<Fixture> structures() {
    return List.of(
        Fixture.of("Object", "\"a\"", "1.5", "List.of()", "Map.of(\"a\", 1)"),
        Fixture.of("@Nullable Object", "null", "true"),
        Fixture.of("@Nullable String", "null", "\"a\""),
        Fixture.of("Optional<Integer>", "Optional.empty()", "Optional.of(1 << 30)"),
        Fixture.of("@Nullable Long", "null", "1L << 40"),
        Fixture.of("List<Integer>", "List.of()", "List.of(1 << 30)"),
        Fixture.of("Set<Long>", "Set.of()", "Set.of(1L << 40)"),
        Fixture.of("@Nullable List<Integer>", "null", "List.of(1 << 30)"),
        Fixture.of("List<String>", "List.of(\"a b\", \"\")"),
        Fixture.of("List<Optional<Integer>>", "List.of(Optional.empty(), Optional.of(1 << 30))"),
        Fixture.of("List<Object>", "Arrays.asList(null, \"a\", 1)"),
        Fixture.of("List<List<Integer>>", "List.of(List.of(), List.of(1 << 30))"),
        Fixture.of("Map<String, Integer>", "Map.of()", "Map.of(\"a b\", 1 << 30)"),
        Fixture.of("Map<Integer, Integer>", "Map.of(1 << 30, 1 << 30)"),
        Fixture.of("Map<Long, Long>", "Map.of(1L << 40, 1L << 40)"),
        Fixture.of("Map<String, Object>", "new HashMap<>(Collections.singletonMap(\"a b\", null))"),
        Fixture.of("Color", "Color.A", "Color.B").with("public enum Color { A, B }"),
        Fixture.of("Color", "Color.A", "Color.B", "Color.C").with("public enum Color { A, B, C }"),
        Fixture.of("Map<Color, Integer>", "Map.of(Color.A, 1, Color.B, 1 << 30)")
            .with("public enum Color { A, B }"),
        Fixture.of("Map<Color, Integer>", "Map.of(Color.A, 1, Color.C, 1 << 30)")
            .with("public enum Color { C, A, B }"),
        Fixture.of("Pay", "new Card(1 << 30)", "new Cash()")
            .with(
                "public sealed interface Pay {} public record Card(int n) implements Pay {}"
                    + " public record Cash() implements Pay {}"),
        Fixture.of("Pay", "new Card(1L << 40)")
            .with("public sealed interface Pay {} public record Card(long n) implements Pay {}"),
        Fixture.of("Pay", "new Plastic(1L << 40, null)", "new Cash()")
            .with(
                "public sealed interface Pay {} @EventName(value = \"Plastic\", aliases = \"Card\")"
                    + " public record Plastic(long n, @Nullable String of) implements Pay {}"
                    + " public record Cash() implements Pay {}"),
        Fixture.of("Card", "new Card(1 << 30)").with("public record Card(int n) {}"),
        Fixture.of("Node", "new Node(1 << 30, new Node(2, null))")
            .with("public record Node(int v, @Nullable Node next) {}"),
        Fixture.of("Node", "new Node(1L << 40, new Node(2, null))")
            .with("public record Node(long v, @Nullable Node next) {}"),
        Fixture.of("Node", "new Node(1 << 30, new Leaf(2, new Node(3, null)))")
            .with(
                "public record Node(int v, @Nullable Leaf next) {}"
                    + " public record Leaf(int v, @Nullable Node next) {}"));
  }

  /** Records of some components out of a few, which are of one type or another. */
  private static List<Fixture> records(Random random) {
    List<Fixture> pool = new ArrayList<>();
    for (Fixture each : scalars().subList(0, 4)) {
      pool.add(each);
    }
    pool.addAll(structures().subList(0, 10));
    List<Fixture> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      List<String> components = new ArrayList<>();
      List<List<String>> samples = new ArrayList<>();
      for (String name : List.of("a", "b", "c")) {
        if (random.nextInt(4) > 0) {
          Fixture of = pool.get(random.nextInt(pool.size()));
          components.add(of.components().replace(" x", " " + name));
          samples.add(of.samples());
        }
      }
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < 4; row++) {
        List<String> values = new ArrayList<>();
        for (List<String> some : samples) {
          values.add(some.get(row % some.size()));
        }
        rows.add(String.join(", ", values));
      }
      records.add(new Fixture(String.join(", ", components), "", rows));
    }
    return records;
  }

  /** What was compiled of a fixture. */
  private record Compiled(String name, StateShape shape, List<RunStates> samples, Class<?> type) {}

  private List<Compiled> compiled(List<Fixture> fixtures) throws Exception {
    List<String> words = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    Map<String, Fixture> byName = new LinkedHashMap<>();
    for (Fixture fixture : fixtures) {
      String name = "F" + byName.size();
      byName.put(name, fixture);
      words.add(Files.writeString(folder.resolve(name + ".java"), fixture.source(name)).toString());
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, words.toArray(String[]::new)))
        .isZero();
    List<Compiled> all = new ArrayList<>();
    URL[] places = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(places, getClass().getClassLoader())) {
      for (Map.Entry<String, Fixture> each : byName.entrySet()) {
        all.add(compiled(each.getValue(), loader.loadClass(each.getKey())));
      }
    }
    return all;
  }

  private static Compiled compiled(Fixture fixture, Class<?> type) throws Exception {
    ProgramOptions options = ProgramOptions.of("svc", Env.empty(), ManualClock.create());
    List<RunStates> samples = new ArrayList<>();
    for (Object sample : (List<?>) type.getMethod("samples").invoke(null)) {
      samples.add(RunStates.empty().with(sample));
    }
    try (WorkflowProgram program = WorkflowProgram.load(WorkflowFactory.of(type), options)) {
      StateShape shape =
          Descriptions.states(program.states()).stream()
              .filter(s -> s.name().equals("S"))
              .findFirst()
              .orElseThrow();
      Class<?> state = type.getClassLoader().loadClass(type.getName() + "$S");
      String name = fixture.components() + " " + fixture.more();
      return new Compiled(name.strip(), shape, samples, state);
    }
  }

  private static boolean fits(Compiled then, Compiled now) {
    return HeldStates.none()
        .with(SERVICE, List.of(then.shape()))
        .misfits(SERVICE, List.of(now.shape()))
        .isEmpty();
  }

  private static boolean reads(Compiled then, Compiled now) {
    try {
      for (RunStates sample : then.samples()) {
        assertThat(sample.find(now.type())).isPresent();
      }
      return true;
    } catch (StateException e) {
      return false;
    }
  }

  private static void assertAgreement(List<Compiled> all) {
    Set<String> wronglyFit = new TreeSet<>();
    Set<String> wronglyRefused = new TreeSet<>();
    int fitting = 0;
    for (Compiled then : all) {
      for (Compiled now : all) {
        boolean fits = fits(then, now);
        boolean reads = reads(then, now);
        fitting += fits ? 1 : 0;
        boolean byChance = reads && READ_BY_CHANCE.contains(now.name());
        if (fits != reads && !byChance) {
          (fits ? wronglyFit : wronglyRefused).add(then.name() + " -> " + now.name());
        }
      }
    }
    assertThat(wronglyFit).as("said to fit, and not read").isEmpty();
    assertThat(wronglyRefused).as("said not to fit, and read").isEmpty();
    assertThat(fitting).as("pairs that fit besides each with itself").isGreaterThan(all.size() * 2);
  }

  @Test
  void whatIsSaidToFitIsReadByTheCodecsAndNothingElseIs() throws Exception {
    List<Fixture> fixtures = new ArrayList<>(scalars());
    fixtures.addAll(structures());

    assertAgreement(compiled(fixtures));
  }

  @Test
  void soItIsWithRecordsOfSeveralComponents() throws Exception {
    long seed = 20_261_130;
    System.out.println("seed " + seed);

    assertAgreement(compiled(records(new Random(seed))));
  }
}
