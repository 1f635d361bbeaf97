package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.RunCancelledException;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.RunStates;
import org.llamadeploy4j.workflow.Snapshot;
import org.llamadeploy4j.workflow.SnapshotException;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.TypeRef;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunFailure;
import org.llamadeploy4j.workflow.spi.RunOutcome;

/** The handler of a run in this process. Immutable and thread-safe. */
final class LocalHandler implements Handler {

  private final Program program;
  private final String runId;
  private final LocalRun run;
  private final Snapshots snapshots;
  private final LocalLog log;
  private final EventBuffer buffer;
  private final StreamDecoder decoder;
  private final CompletableFuture<RunEnd> end;

  LocalHandler(
      Program program, LocalRuns.Given given, LocalRun run, LocalLog log, Snapshots snapshots) {
    this.program = program;
    this.snapshots = snapshots;
    this.runId = given.runId();
    this.run = run;
    this.log = log;
    this.buffer = log.events();
    this.decoder = new StreamDecoder(program);
    this.end =
        run.ended()
            .thenApply(how -> {
              given.atEnd().accept(how);
              buffer.end();
              return how;
            })
            .toCompletableFuture();
  }

  /** The run's program, which reads its journal. */
  Program program() {
    return program;
  }

  @Override
  public List<byte[]> journal() {
    return log.journal();
  }

  @Override
  public String runId() {
    return runId;
  }

  @Override
  public @Nullable Object result() throws InterruptedException {
    return untyped(await());
  }

  @Override
  public <T> T result(Class<T> type) throws InterruptedException {
    checkResultType(
        Required.notNull(type, "result", "type", "the type of the result, such as String.class"));
    return Fields.boxed(type).cast(typed(await(), type));
  }

  @Override
  @SuppressWarnings("unchecked") // what is read as a type is of that type
  public <T> T result(TypeRef<T> type) throws InterruptedException {
    checkResultType(raw(Required.notNull(type, "result", "type", "the type of the result")));
    return (T) typed(await(), type.type());
  }

  private @Nullable Object untyped(RunEnd how) {
    return AnyCodec.plainOrNull(read(completed(how).resultJson()));
  }

  private Object typed(RunEnd how, Type type) {
    Object result = read(completed(how).resultJson());
    if (result == null) {
      throw Results.isNull(type, "the result");
    }
    return Results.read(result, type, program.codecs(), "the result");
  }

  private static Class<?> raw(TypeRef<?> type) {
    return type.type() instanceof ParameterizedType p
        ? (Class<?>) p.getRawType()
        : (Class<?>) type.type();
  }

  /** A typed stop is known before the run ends, so a wrong class fails at once. */
  private void checkResultType(Class<?> type) {
    Results.check(program.model().stopType(), type);
  }

  private RunEnd await() throws InterruptedException {
    if (!end.isDone() && CurrentContext.isIn(program.family(), runId)) {
      throw new IllegalStateException(
          "a step of run %s waits for the end of that run, which then never comes; return a stop event to end it"
              .formatted(runId));
    }
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a run never fails", e);
    }
  }

  @Override
  public RunStates finalStates() throws InterruptedException {
    return RunStates.of(completed(await()).state());
  }

  private RunOutcome.Completed completed(RunEnd how) {
    return switch (how) {
      case RunEnd.Finished f ->
          switch (f.outcome()) {
            case RunOutcome.Completed o -> o;
            case RunOutcome.Failed o -> throw failed(o.failure());
            case RunOutcome.Cancelled o ->
                throw new RunCancelledException("run " + runId + " was cancelled: " + o.reason());
          };
      case RunEnd.Fenced f -> throw new WorkflowException("fenced", f.reason());
      case RunEnd.Parked p ->
          throw new WorkflowException("parked", "run " + runId + " left this process");
      case RunEnd.Abandoned a -> throw new WorkflowException("abandoned", a.reason());
      case RunEnd.Broken b ->
          throw new WorkflowException(
              "internal_error",
              "run %s met a defect of the engine and cannot go on; please report it with the log: %s"
                  .formatted(runId, b.defect()));
    };
  }

  private RunFailedException failed(RunFailure f) {
    String where = f.step().isEmpty() ? "run " + runId : "step " + f.step() + " of run " + runId;
    return new RunFailedException(
        f.code(),
        where + " failed: " + f.message(),
        new RunFailedException.Details(f.step(), f.type(), f.stack(), f.attempts(), f.elapsed()));
  }

  /** The stop event where it has a type of its own, else its value with exact numbers. */
  private @Nullable Object read(byte[] json) {
    Class<?> stop = program.model().stopType();
    if (stop == StopEvent.class) {
      return Json.parse(json);
    }
    PublishedEvent last = buffer.last(); // the stop event, which names its type
    if (last == null) {
      throw new IllegalStateException("a run that ended has a last event");
    }
    return decoder.event(last);
  }

  @Override
  public CompletionStage<@Nullable Object> whenDone() {
    return then(this::untyped);
  }

  @Override
  public <T> CompletionStage<T> whenDone(Class<T> type) {
    checkResultType(
        Required.notNull(type, "whenDone", "type", "the type of the result, such as String.class"));
    return then(how -> Fields.boxed(type).cast(typed(how, type)));
  }

  @Override
  @SuppressWarnings("unchecked") // what is read as a type is of that type
  public <T> CompletionStage<T> whenDone(TypeRef<T> type) {
    checkResultType(raw(Required.notNull(type, "whenDone", "type", "the type of the result")));
    return then(how -> (T) typed(how, type.type()));
  }

  private <T extends @Nullable Object> CompletionStage<T> then(Function<RunEnd, T> read) {
    Executor own = task -> Thread.ofVirtual().name("done-" + runId).start(task);
    return end.thenApplyAsync(read, own);
  }

  @Override
  public Iterable<Event> events() {
    return () -> buffer.reader(decoder::isShown, decoder::event);
  }

  @Override
  public Iterable<StreamedEvent> stream(StreamOptions options) {
    Required.check(options, "stream", "options", "StreamOptions.DEFAULT or more");
    if (options.internal()) {
      log.wantInternal();
    }
    return () -> buffer.reader(event -> decoder.isShown(event, options), decoder::streamed);
  }

  @Override
  public void send(Event event) {
    Required.check(event, "send", "event", "the event to send");
    Program of = program.family().knowing(program, event.getClass());
    EventData data = StepAttempt.encode(of.events(), event);
    EventType unused = of.events().fromOutside(data.type()); // refuses what begins or ends a run
    deliver(of, data, null);
  }

  @Override
  public void send(Event event, String step) {
    Required.check(event, "send", "event", "the event to send");
    Required.check(step, "send", "step", "the name of the step that shall get it");
    Program of = Targets.find(program, event.getClass(), step);
    deliver(of, StepAttempt.encode(of.events(), event), step);
  }

  private void deliver(Program of, EventData data, @Nullable String step) {
    String id = UUID.randomUUID().toString();
    run.deliver(List.of(new ExternalEvent(id, data.type(), of.events().json(data), step)));
  }

  @Override
  public List<String> runningSteps() {
    return run.activeSteps();
  }

  @Override
  public boolean isDone() {
    return end.isDone();
  }

  @Override
  public Snapshot snapshot() throws InterruptedException {
    try {
      return snapshots.take(runId, run.snapshot().get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SnapshotException refused) {
        throw new SnapshotException(refused.code(), Failures.message(refused), refused);
      }
      throw new IllegalStateException("the run answers with a moment or a refusal", e);
    }
  }

  @Override
  public void cancel() {
    run.cancel("cancelled by its caller");
  }
}
