package org.llamadeploy4j.workflow;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.Loading;
import org.llamadeploy4j.workflow.internal.LocalRunSettings;
import org.llamadeploy4j.workflow.internal.LocalRuns;
import org.llamadeploy4j.workflow.internal.LocalSession;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.internal.SnapshotSettings;
import org.llamadeploy4j.workflow.internal.SystemScheduler;
import org.llamadeploy4j.workflow.internal.VerboseListener;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunScheduler;

/**
 * Runs a workflow in this process, without durability, but through the same engine and JSON as a
 * deployed service. Immutable, but for being closed, and thread-safe.
 *
 * <p>Children, and resources that live as long as the workflow, are made when the first run needs
 * them, for this runner and for those made from it that differ only in their runs' ids, states,
 * journals and snapshots. {@link #close} ends them.
 */
public final class InProcessRunner implements AutoCloseable {

  private final Loading loading;
  private final LocalRunSettings settings;
  private final LocalRuns runs;

  private InProcessRunner(Loading loading, LocalRunSettings settings, LocalRuns runs) {
    this.loading = loading;
    this.settings = settings;
    this.runs = runs;
  }

  /**
   * A runner on real time with an empty environment.
   *
   * @throws WorkflowDefinitionException when the class is not a workflow that can run
   */
  public static InProcessRunner of(Workflow workflow) {
    Required.check(workflow, "of", "workflow", "the workflow to run");
    String simple = workflow.getClass().getSimpleName();
    String name = simple.isEmpty() ? workflow.getClass().getName() : simple;
    Loading loading = Loading.of(ProgramOptions.of(name, Env.empty(), SystemScheduler.SHARED));
    return new InProcessRunner(
        loading,
        new LocalRunSettings(() -> UUID.randomUUID().toString()),
        new LocalRuns(workflow, loading));
  }

  private InProcessRunner with(ProgramOptions changed) {
    return with(loading.with(changed));
  }

  private InProcessRunner with(Loading changed) {
    return new InProcessRunner(changed, settings, runs.loaded(changed));
  }

  private InProcessRunner with(LocalRunSettings changed) {
    return new InProcessRunner(loading, changed, runs);
  }

  /** The same with this environment. */
  public InProcessRunner withEnv(Env env) {
    return with(
        loading
            .options()
            .withEnv(
                Required.notNull(env, "withEnv", "env", "an environment, such as Env.empty()")));
  }

  /** The same on this scheduler's time, such as a manual clock of the test kit. */
  public InProcessRunner withScheduler(RunScheduler scheduler) {
    return with(
        loading
            .options()
            .withScheduler(
                Required.notNull(
                    scheduler,
                    "withScheduler",
                    "scheduler",
                    "a scheduler, such as ManualClock.create()")));
  }

  /** The same, telling this listener about runs and steps; where spans begin and end. */
  public InProcessRunner withListener(ProgramListener listener) {
    return with(
        loading
            .options()
            .withListener(
                Required.notNull(listener, "withListener", "listener", "the listener to tell")));
  }

  /**
   * The same, logging what each attempt starts from and ends with, to the logger {@code
   * org.llamadeploy4j.workflow.verbose} at the level INFO. The values of events are in these lines.
   * The run, step and attempt are in SLF4J's MDC, as for every line that a step logs.
   */
  public InProcessRunner verbose() {
    return withListener(new VerboseListener(loading.options().listener()));
  }

  /** The same with run ids from this supplier, which must give each once. */
  public InProcessRunner withRunIds(Supplier<String> ids) {
    return with(
        settings.withIds(Required.notNull(ids, "withRunIds", "ids", "a supplier of run ids")));
  }

  /**
   * The same, keeping each run's journal in memory, for replays and pictures.
   *
   * @throws IllegalStateException for a runner {@link #withoutRoundTrip}, whose events are never
   *     written
   */
  public InProcessRunner withJournal() {
    return with(settings.withJournal()).checked();
  }

  /** The same with all internal events on the stream from the start of each run. */
  public InProcessRunner withInternalEvents() {
    return with(settings.withInternalEvents());
  }

  /**
   * The same with runs that begin with this value as the state of its class. Each run has a copy of
   * its own.
   *
   * @throws StateException when it cannot be stored
   */
  public InProcessRunner withState(Object state) {
    return withStates(
        settings
            .states()
            .with(Required.notNull(state, "withState", "state", "the value of a state")));
  }

  /**
   * The same with runs that begin with these entries in the state without a type, {@link
   * Context#state()}.
   *
   * @throws StateException when they cannot be stored
   */
  public InProcessRunner withState(Map<String, ?> untyped) {
    return withStates(
        settings
            .states()
            .with(Required.notNull(untyped, "withState", "untyped", "the entries of the state")));
  }

  /**
   * The same with runs that begin with these states and no others, such as those that another run
   * left: {@code runner.withStates(handler.finalStates())}.
   */
  public InProcessRunner withStates(RunStates states) {
    return with(
        settings.withStates(
            Required.notNull(
                states,
                "withStates",
                "states",
                "the states to begin with, such as RunStates.empty()")));
  }

  /**
   * The same with this instance in place of the resource of its type that the workflow, or one that
   * it runs as a child, would make. It is not closed.
   *
   * @throws ResourceException when no step and no maker asks for a resource of that type; where
   *     there are children, when a run begins
   */
  public <T> InProcessRunner withResource(Class<T> type, T instance) {
    Map<Class<?>, Object> overrides = new HashMap<>(loading.overrides());
    overrides.put(
        Required.notNull(type, "withResource", "type", "the type that the workflow asks for"),
        Required.notNull(instance, "withResource", "instance", "what it shall get"));
    return with(new Loading(loading.options(), loading.validate(), loading.roundTrip(), overrides));
  }

  /**
   * The same without checking the graph of the workflow when it is loaded. What keeps a step from
   * being called is checked all the same.
   */
  public InProcessRunner withoutValidation() {
    return with(new Loading(loading.options(), false, loading.roundTrip(), loading.overrides()));
  }

  /**
   * The same with at most so many runs active at a time; more that are started wait for their turn,
   * in the order in which they were started.
   */
  public InProcessRunner withConcurrentRuns(int most) {
    return new InProcessRunner(loading, settings, runs.withConcurrent(most));
  }

  /**
   * The same with steps that share the objects of events, instead of writing each to JSON and
   * reading it back as a deployed service does. Faster; but what a step changes inside a sent event
   * is then seen by others, and such runs have no journal and no snapshots.
   *
   * @throws IllegalStateException for a runner {@link #withJournal}
   */
  public InProcessRunner withoutRoundTrip() {
    return with(new Loading(loading.options(), loading.validate(), false, loading.overrides()))
        .checked();
  }

  private InProcessRunner checked() {
    if (settings.journaled() && !loading.roundTrip()) {
      throw new IllegalStateException(
          "a journal holds events as they are written, and without the round trip none is; leave out withJournal or withoutRoundTrip");
    }
    return this;
  }

  /**
   * The same with snapshots signed and verified with these keys, instead of those that {@link
   * SnapshotKeys#configured} finds in the runner's environment.
   */
  public InProcessRunner withSnapshotKeys(SnapshotKeys keys) {
    Required.check(keys, "withSnapshotKeys", "keys", "the keys to sign and verify with");
    return with(
        settings.withSnapshots(
            new SnapshotSettings(keys.source(), settings.snapshots().maxBytes())));
  }

  /** The same with snapshots of at most so many bytes, instead of 64 MB. */
  public InProcessRunner withSnapshotLimit(long maxBytes) {
    return with(
        settings.withSnapshots(new SnapshotSettings(settings.snapshots().keys(), maxBytes)));
  }

  private static StartEvent started(@Nullable StartEvent start) {
    return Required.notNull(start, "run", "start", "the event that the run starts with");
  }

  /**
   * Starts a run.
   *
   * @param start an event that the workflow starts with; one of free form for its fields
   * @throws WorkflowException with the code {@code wrong_start_event} when it starts with none such
   */
  public Handler run(StartEvent start) {
    return runs.run(started(start), settings);
  }

  /**
   * Reads a snapshot that a run goes on from.
   *
   * @throws SnapshotException when it was changed, is signed with none of the keys, is too large,
   *     or is of another workflow or of a version of it that this one cannot go on with
   */
  public Recovery recover(Snapshot snapshot) {
    return runs.recover(
        Required.notNull(snapshot, "recover", "snapshot", "the snapshot to go on from"), settings);
  }

  /**
   * Starts a run with this id.
   *
   * @throws WorkflowException with the code {@code run_id_taken} while a run of this runner with
   *     the same id has not ended
   */
  public Handler run(StartEvent start, String runId) {
    return runs.run(
        started(start),
        settings,
        Required.notNull(runId, "run", "runId", "an id, or leave it out"));
  }

  /**
   * Cancels the runs that have not ended, and closes what was made for runs: resources and
   * children, but not the workflow that the runner was given. Waits until that is done, at most 10
   * seconds; what takes longer goes on by itself. Runners that share what was made, see above, are
   * closed for as much. Idempotent.
   */
  @Override
  public void close() {
    runs.close(LocalRuns.CLOSE_LIMIT);
  }

  /** A session without states: runs one after the other that hand their states on. */
  public Session session() {
    return new LocalSession(runs, settings);
  }
}
