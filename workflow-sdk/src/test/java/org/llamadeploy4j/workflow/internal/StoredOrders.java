package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.JournalException;
import org.llamadeploy4j.workflow.OneOf;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StepOptions;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WorkflowBuilder;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.GoldenJournal;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Journals of runs that have begun with an order, in files, for {@link JournalRulesTest}. */
final class StoredOrders {

  private StoredOrders() {}

  private static final Path FILES =
      Path.of("src", "test", "resources", "org", "llamadeploy4j", "workflow", "internal")
          .resolve("golden")
          .resolve("rules");

  private static Path file(String name) {
    return FILES.resolve(name + ".jsonl");
  }

  /** Asserts that the version which wrote the file would write it again. */
  static void assertWritten(String name, StartEvent order) throws IOException {
    EventTypes types = new EventTypes(new Codecs());
    assertThat(types.register(order.getClass())).isNull();
    Tick started = new Tick.RunStarted(Instant.EPOCH, "run-1", types.encode(order), Map.of());
    List<String> lines = ReplayedJournal.lines(List.of(JournalFormat.encode(started)));
    if ("write".equals(System.getProperty(GoldenJournal.GOLDEN)) && !Files.exists(file(name))) {
      Files.createDirectories(FILES);
      Files.write(file(name), lines);
    }

    assertThat(lines).isEqualTo(Files.readAllLines(file(name)));
  }

  private static List<byte[]> journal(String name) throws IOException {
    return Files.readAllLines(file(name)).stream()
        .map(line -> JournalFormat.encode(TickReader.read(line.getBytes(UTF_8), 0)))
        .toList();
  }

  /** What a later version makes of the order, or why it refuses the journal. */
  static <E extends StartEvent> String load(String name, Class<E> now) throws Exception {
    WorkflowBuilder flow =
        WorkflowBuilder.named("flow")
            .step(
                "end",
                OneOf.of(now),
                OneOf.of(StopEvent.class),
                StepOptions.defaults(),
                (ctx, order) -> StopEvent.of(order.toString()));
    ProgramOptions options = ProgramOptions.of("svc", Env.empty(), ManualClock.create());
    ProgramTest.RecordingLog log = new ProgramTest.RecordingLog();
    log.journal.addAll(journal(name));
    RunRequest request = new RunRequest("run-1", new byte[0], Map.of());
    RunEnd end =
        WorkflowProgram.load(env -> flow.build(), options)
            .resume(request, List.copyOf(log.journal), log)
            .ended()
            .toCompletableFuture()
            .get();
    RunOutcome.Completed done = (RunOutcome.Completed) ((RunEnd.Finished) end).outcome();
    return new String(done.resultJson(), UTF_8);
  }

  /** Asserts that the journal is refused before anything is run. */
  static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      String name, Class<? extends StartEvent> now) {
    return assertThatThrownBy(() -> load(name, now))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(
            "run run-1, tick 1 of its journal: the run cannot go on with this version of flow: ");
  }

  /** The order in the file. */
  static EventData started(String name) throws IOException {
    Tick tick = JournalFormat.decode("run-1", 0, journal(name).getFirst());
    return ((Tick.RunStarted) tick).start();
  }
}
