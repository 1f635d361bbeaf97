package org.llamadeploy4j.serviceruntime;

/** Sources of workflows that tests deploy. */
final class Flows {
  static final String IMPORTS =
      """
      import java.nio.file.*;
      import java.util.*;
      import org.llamadeploy4j.workflow.*;
      """;

  static final byte[] ECHO =
      Artifacts.java(
          "Echo.java",
          IMPORTS
              + """
              public final class Echo extends Workflow {
                public record Input(String message) implements StartEvent {}
                @Step StopEvent echo(Input in) { return StopEvent.of("Echo: " + in.message()); }
              }
              """);

  static final byte[] FAILING =
      Artifacts.java(
          "Failing.java",
          IMPORTS
              + """
              public final class Failing extends Workflow {
                @Step StopEvent fail(StartEvent in) { throw new IllegalStateException("out of luck"); }
              }
              """);

  static final byte[] COUNTER =
      Artifacts.java(
          "Counter.java",
          IMPORTS
              + """
              public final class Counter extends Workflow {
                public record Count(int value) {}
                @Step Added add(Context ctx, StartEvent in) {
                  ctx.state(Count.class).update(c -> new Count(c.value() + 1));
                  return new Added();
                }
                public record Added() implements Event {}
                @Step StopEvent tell(Context ctx, Added added) { return StopEvent.of(ctx.state(Count.class).get().value()); }
              }
              """);

  /** Counts in the state that its input names, once it got an answer, and tells all states. */
  static final byte[] TALLY =
      Artifacts.java(
          "Tally.java",
          IMPORTS
              + """
              public final class Tally extends Workflow {
                public record In(String name) implements StartEvent {}
                public record Counted() implements Event {}
                public record Left(int value) {}
                public record Right(int value) {}
                @Step(waits = HumanResponseEvent.class) Counted count(Context ctx, In in) {
                  ctx.waitForEvent(HumanResponseEvent.class);
                  if (in.name().equals("left")) {
                    ctx.state(Left.class).update(l -> new Left(l.value() + 1));
                  } else if (in.name().equals("right")) {
                    ctx.state(Right.class).update(r -> new Right(r.value() + 1));
                  }
                  return new Counted();
                }
                @Step StopEvent tell(Context ctx, Counted in) {
                  return StopEvent.of(ctx.state(Left.class).get().value() + " " + ctx.state(Right.class).get().value());
                }
              }
              """);

  /** Waits for an answer; before that, says so in a file, and waits for another file if told to. */
  static final byte[] ASKING =
      Artifacts.java(
          "Asking.java",
          IMPORTS
              + """
              public final class Asking extends Workflow {
                @Step Ready prepare(Context ctx, StartEvent in) throws Exception {
                  Optional<String> gate = ctx.env().find("GATE");
                  while (gate.isPresent() && !Files.exists(Path.of(gate.get()))) { Thread.sleep(5); }
                  return new Ready();
                }
                public record Ready() implements Event {}
                @Step StopEvent ask(Context ctx, Ready ready) {
                  HumanResponseEvent answer = ctx.waitForEvent(HumanResponseEvent.class,
                      WaitOptions.defaults().withPrompt(InputRequiredEvent.of(Map.of("prefix", "your name?"))));
                  return StopEvent.of("Hello " + answer.get("response", String.class));
                }
              }
              """);

  /** Allows one run at a time; its result is how many it saw at once, while they waited too. */
  static final byte[] NARROW =
      Artifacts.java(
          "Narrow.java",
          IMPORTS
              + """
              public final class Narrow extends Workflow {
                private static final java.util.concurrent.atomic.AtomicInteger INSIDE =
                    new java.util.concurrent.atomic.AtomicInteger();
                public record Inside(int count) implements Event {}
                @Override public OptionalInt concurrentRuns() { return OptionalInt.of(1); }
                @Step Inside enter(StartEvent in) { return new Inside(INSIDE.incrementAndGet()); }
                @Step StopEvent leave(Context ctx, Inside inside) {
                  ctx.sleep(java.time.Duration.ofMillis(10));
                  INSIDE.decrementAndGet();
                  return StopEvent.of(inside.count());
                }
              }
              """);

  /** Allows no run at all. */
  static final byte[] CLOSED =
      Artifacts.java(
          "Closed.java",
          IMPORTS
              + """
              public final class Closed extends Workflow {
                @Override public OptionalInt concurrentRuns() { return OptionalInt.of(0); }
                @Step StopEvent go(StartEvent in) { return StopEvent.of(1); }
              }
              """);

  /** Notes each attempt in a file, then waits for another file. */
  static final byte[] SLOW =
      Artifacts.java(
          "Slow.java",
          IMPORTS
              + """
              public final class Slow extends Workflow {
                @Step StopEvent work(Context ctx, StartEvent in) throws Exception {
                  Files.writeString(Path.of(ctx.env().get("LOG")), ctx.runId() + "\\n",
                      StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                  while (!Files.exists(Path.of(ctx.env().get("GATE")))) { Thread.sleep(5); }
                  return StopEvent.of("done");
                }
              }
              """);

  /** Its second step streams two words, notes the attempt in a file and waits for another file. */
  static final byte[] TELLING =
      Artifacts.java(
          "Telling.java",
          IMPORTS
              + """
              public final class Telling extends Workflow {
                public record Word(String text, int attempt) implements Event {}
                public record Begun() implements Event {}
                public record Told() implements Event {}
                @Step Begun begin(StartEvent in) { return new Begun(); }
                @Step(streams = Word.class) Told tell(Context ctx, Begun begun) throws Exception {
                  ctx.stream(new Word("one", ctx.attempt()));
                  ctx.stream(new Word("two", ctx.attempt()));
                  Files.writeString(Path.of(ctx.env().get("LOG")), ctx.attempt() + "\\n",
                      StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                  while (!Files.exists(Path.of(ctx.env().get("GATE")))) { Thread.sleep(5); }
                  return new Told();
                }
                @Step StopEvent end(Told told) { return StopEvent.of("told"); }
              }
              """);

  /**
   * Counts its steps in a state; at one of them it notes the attempt and waits for another file.
   */
  static final byte[] CLIMBING =
      Artifacts.java(
          "Climbing.java",
          IMPORTS
              + """
              public final class Climbing extends Workflow {
                public record In(int steps, int stop) implements StartEvent {}
                public record Height(int steps) {}
                public sealed interface Way extends Event {}
                public record Up(int step, int steps, int stop) implements Way {}
                public record Top() implements Way {}
                @Step Way begin(In in) { return new Up(1, in.steps(), in.stop()); }
                @Step Way climb(Context ctx, Up up) throws Exception {
                  ctx.state(Height.class).update(h -> new Height(h.steps() + 1));
                  if (up.step() == up.stop()) {
                    Files.writeString(Path.of(ctx.env().get("LOG")), ctx.attempt() + "\\n",
                        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    while (!Files.exists(Path.of(ctx.env().get("GATE")))) { Thread.sleep(5); }
                  }
                  return up.step() == up.steps() ? new Top() : new Up(up.step() + 1, up.steps(), up.stop());
                }
                @Step StopEvent top(Context ctx, Top top) { return StopEvent.of(ctx.state(Height.class).get().steps()); }
              }
              """);

  /** Asks so many questions, one after another; its result is how many answers it got. */
  static final byte[] QUIZ =
      Artifacts.java(
          "Quiz.java",
          IMPORTS
              + """
              public final class Quiz extends Workflow {
                public record In(int questions) implements StartEvent {}
                public record Right(int answers) {}
                public sealed interface Turn extends Event {}
                public record Ask(int left) implements Turn {}
                public record Over() implements Turn {}
                @Step Turn begin(In in) { return new Ask(in.questions()); }
                @Step(waits = HumanResponseEvent.class) Turn ask(Context ctx, Ask ask) {
                  ctx.waitForEvent(HumanResponseEvent.class);
                  ctx.state(Right.class).update(r -> new Right(r.answers() + 1));
                  return ask.left() == 1 ? new Over() : new Ask(ask.left() - 1);
                }
                @Step StopEvent end(Context ctx, Over over) { return StopEvent.of(ctx.state(Right.class).get().answers()); }
              }
              """);

  /** Spins and never looks at its interruption, until a file is there. */
  static final byte[] SPINNING =
      Artifacts.java(
          "Spinning.java",
          IMPORTS
              + """
              public final class Spinning extends Workflow {
                @Step StopEvent spin(Context ctx, StartEvent in) {
                  java.io.File gate = new java.io.File(ctx.env().get("GATE"));
                  while (!gate.exists()) { Thread.onSpinWait(); }
                  return StopEvent.of("done");
                }
              }
              """);

  /** Sleeps as long as it is told to, and says how much later it woke, in milliseconds. */
  static final byte[] SLEEPING =
      Artifacts.java(
          "Sleeping.java",
          IMPORTS
              + """
              public final class Sleeping extends Workflow {
                public record Input(int millis) implements StartEvent {}
                @Step StopEvent sleep(Context ctx, Input in) throws Exception {
                  java.time.Instant until = ctx.once("until", java.time.Instant.class,
                      () -> ctx.now().plusMillis(in.millis()));
                  ctx.sleep(java.time.Duration.ofMillis(in.millis()));
                  return StopEvent.of(java.time.Duration.between(until, ctx.now()).toMillis());
                }
              }
              """);

  /** Fails at first, and is tried again three seconds later. */
  static final byte[] RETRYING =
      Artifacts.java(
          "Retrying.java",
          IMPORTS
              + """
              public final class Retrying extends Workflow {
                @Step @org.llamadeploy4j.workflow.retry.Retry(attempts = 2, delay = "PT3S")
                StopEvent attempt(Context ctx, StartEvent in) {
                  if (ctx.attempt() == 1) { throw new IllegalStateException("not yet"); }
                  return StopEvent.of("attempt " + ctx.attempt());
                }
              }
              """);

  private Flows() {}

  /** A workflow whose result names its version, and which asks first if it is told to. */
  static byte[] versioned(int version) {
    return Artifacts.java(
        "Versioned.java",
        IMPORTS
            + """
            public final class Versioned extends Workflow implements AutoCloseable {
              public Versioned() {
                System.getProperties().put("loader-%1$d", new java.lang.ref.WeakReference<>(getClass().getClassLoader()));
              }
              public record Input(boolean ask) implements StartEvent {}
              @Step StopEvent answer(Context ctx, Input in) {
                if (in.ask()) { ctx.waitForEvent(HumanResponseEvent.class); }
                return StopEvent.of(ctx.env().find("NAME").orElse("") + %1$d);
              }
              @Override public void close() { System.setProperty("closed-%1$d", "yes"); }
            }
            """
                .formatted(version));
  }
}
