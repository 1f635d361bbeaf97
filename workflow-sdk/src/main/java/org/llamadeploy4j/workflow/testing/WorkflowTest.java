package org.llamadeploy4j.workflow.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.ReplayedJournal;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * A test of a workflow. Say what the run finds around it, then run it:
 *
 * <pre>{@code
 * TestRun run = WorkflowTest.of(Orders::new)
 *     .failing("charge", 1, new IOException("no network"))
 *     .answer(new Approved("yes"))
 *     .run(new Order(3));
 * assertThat(run.result()).isEqualTo("done");
 * }</pre>
 *
 * <p>A run goes through the same engine and JSON as in a deployed service, with three differences.
 * Time stands still while a step runs, and jumps to the next timer when nothing else can happen, so
 * thirty days pass in a moment. Only one thread goes on at a time; which one is drawn from a {@link
 * #seed} wherever a step calls its {@code Context}, begins or ends, and wherever the engine
 * commits, so the same seed gives the same journal. And events from outside come when the run waits
 * for them.
 *
 * <p>Steps must not wait for each other in other ways than through events.
 *
 * <p>Immutable. Its methods may be called on any thread and block until the run is over.
 */
public final class WorkflowTest {

  /**
   * The system property that gives the seed: with {@code -Dllamadeploy4j.seed=42} the order of
   * every run is that of the seed 42, and {@link #schedules} tries this seed only.
   */
  public static final String SEED = "llamadeploy4j.seed";

  private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Setup setup;

  WorkflowTest(Setup setup) {
    this.setup = setup;
  }

  /**
   * A test of a workflow that is made anew for each run, so that what an instance keeps in its
   * fields is lost in a crash as it would be in reality.
   */
  public static WorkflowTest of(Supplier<? extends Workflow> workflow) {
    Required.check(workflow, "of", "workflow", "what makes the workflow, such as Orders::new");
    Setup.World world = new Setup.World(Env.empty(), Map.of(), BEGIN, Duration.ZERO);
    long seed = Long.getLong(SEED, 0);
    return new WorkflowTest(new Setup(workflow, world, List.of(), Answers.NONE, seed, PATIENCE));
  }

  /** A test of this instance, which all its runs share. */
  public static WorkflowTest of(Workflow workflow) {
    Required.check(workflow, "of", "workflow", "the workflow to test");
    return of(() -> workflow);
  }

  // ---- what a run finds

  /** The same with this environment. */
  public WorkflowTest env(Env env) {
    Env given = Required.notNull(env, "env", "env", "an environment, such as Env.empty()");
    return with(setup.world().withEnv(given));
  }

  /**
   * The same with this instance in place of the resource of its type that the workflow, or one that
   * it runs as a child, would make. All runs share it; it is not closed.
   */
  public <T> WorkflowTest resource(Class<T> type, T instance) {
    return with(
        setup
            .world()
            .withResource(
                Required.notNull(type, "resource", "type", "the type that the workflow asks for"),
                Required.notNull(instance, "resource", "instance", "what it shall get")));
  }

  /** The same with runs that begin at this time; by default at the start of the year 2030. */
  public WorkflowTest startingAt(Instant begin) {
    return with(
        setup
            .world()
            .withBegin(
                Required.notNull(
                    begin, "startingAt", "begin", "the time that the clock shows first")));
  }

  /**
   * The same with this much time between each crash of {@link #crashEverywhere(StartEvent)} and the
   * moment the run goes on; none by default. Timers that were due meanwhile fire then.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public WorkflowTest downtime(Duration downtime) {
    return with(
        setup
            .world()
            .withDowntime(
                Required.notNull(
                    downtime, "downtime", "downtime", "how long nobody runs it after a crash")));
  }

  private WorkflowTest with(Setup.World world) {
    return new WorkflowTest(setup.with(world));
  }

  /**
   * The same with an attempt of a step that throws this in place of being called; the engine treats
   * it as thrown by the step.
   *
   * @param step of the workflow or of one that it runs as a child; a run refuses a name that is
   *     none
   * @param attempt from 1, for each piece of work that the step is given
   * @throws IllegalArgumentException when the attempt is less than 1
   */
  public WorkflowTest failing(String step, int attempt, Throwable thrown) {
    return plus(
        new Fault(
            Required.notNull(step, "failing", "step", "the name of a step"),
            attempt,
            Required.notNull(thrown, "failing", "thrown", "what it throws, or use hanging")));
  }

  /**
   * The same with an attempt of a step that never returns, so that a time limit passes. When it is
   * interrupted it throws an {@link InterruptedException}.
   *
   * @param step of the workflow or of one that it runs as a child; a run refuses a name that is
   *     none
   * @param attempt from 1, for each piece of work that the step is given
   * @throws IllegalArgumentException when the attempt is less than 1
   */
  public WorkflowTest hanging(String step, int attempt) {
    return plus(
        new Fault(Required.notNull(step, "hanging", "step", "the name of a step"), attempt, null));
  }

  private WorkflowTest plus(Fault fault) {
    List<Fault> faults = new ArrayList<>(setup.faults());
    faults.add(fault);
    return new WorkflowTest(setup.withFaults(faults));
  }

  /**
   * The same with these events sent from outside, one after another: each when the run waits for an
   * event of its type, or when nothing else can happen any more.
   */
  public WorkflowTest answer(Event... events) {
    for (Event event : Required.notNull(events, "answer", "event", "the events to send")) {
      Required.check(event, "answer", "event", "an event to send");
    }
    return new WorkflowTest(setup.with(setup.answers().plus(List.of(events))));
  }

  /**
   * The same with an answer to every question of this type that a step asks with, returns or sends.
   *
   * @param answer gives the event to send; called again for the same question after a crash
   */
  public <Q extends Event> WorkflowTest answer(
      Class<Q> question, Function<? super Q, ? extends Event> answer) {
    Required.check(question, "answer", "question", "the class of the question");
    Required.check(answer, "answer", "answer", "a function of the question to its answer");
    return new WorkflowTest(
        setup.with(setup.answers().plus(new Answers.ToQuestion<>(question, answer))));
  }

  /** The same with another order in which threads go on; by default that of 0 or {@link #SEED}. */
  public WorkflowTest seed(long seed) {
    return new WorkflowTest(setup.withSeed(seed));
  }

  /**
   * The same with this much real time for a run; by default 30 seconds.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public WorkflowTest patience(Duration patience) {
    return new WorkflowTest(
        setup.withPatience(
            Required.notNull(patience, "patience", "patience", "how long a run may take")));
  }

  // ---- what is tried

  /**
   * Runs the workflow until it ends, or waits for an event that the test has not.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException when the class is not a workflow
   *     that can run
   * @throws IllegalArgumentException when the test lets a step fail or hang that there is not
   * @throws AssertionError when a step does not return in the test's patience
   */
  public TestRun run(StartEvent start) {
    Required.check(start, "run", "start", "the event that the run starts with");
    return new Stage(setup, start, setup.world().begin()).play(List.of());
  }

  /** Goes on with a run from its journal, as if its process had died after the last tick. */
  TestRun resume(StartEvent start, List<byte[]> journal) {
    Instant now = ReplayedJournal.lastTime(journal).plus(setup.world().downtime());
    return new Stage(setup, start, now).play(journal);
  }

  /** Runs the workflow with a start event made of these fields. */
  public TestRun run(Map<String, ?> fields) {
    return run(
        StartEvent.of(
            Required.notNull(
                fields, "run", "fields", "the fields of the start event, maybe none")));
  }

  /**
   * Runs the workflow to its end, then once for each tick of that run's journal as if the process
   * had died just after the tick became durable, and asserts that every run comes out the same:
   * with the same result, or with the same code of failure. What was in flight at a crash runs
   * again, as a further attempt.
   *
   * <p>Takes time for the square of the number of ticks.
   *
   * @return the run without a crash
   * @throws AssertionError naming each crash after which something else came out
   */
  public TestRun crashEverywhere(StartEvent start) {
    Required.check(start, "crashEverywhere", "start", "the event that the run starts with");
    return new Crashes(setup, start).everywhere();
  }

  /** Short for {@code of(workflow).answer(answers).crashEverywhere(start)}. */
  public static TestRun crashEverywhere(
      Supplier<? extends Workflow> workflow, StartEvent start, Event... answers) {
    return of(workflow).answer(answers).crashEverywhere(start);
  }

  /**
   * Runs the workflow in many orders and checks each run.
   *
   * @param count how many seeds, from that of this test upwards; at least 1. With {@link #SEED}
   *     only that one is tried
   * @param check throws if the run is not as it should be; given runs that failed as well
   * @throws IllegalArgumentException when there is nothing to try
   * @throws AssertionError naming the first seed whose run did not pass
   */
  public void schedules(int count, StartEvent start, Consumer<TestRun> check) {
    Required.check(start, "schedules", "start", "the event that the run starts with");
    Required.check(check, "schedules", "check", "what checks a run, or leave it out");
    new Schedules(setup, start).check(count, check);
  }

  /**
   * Runs the workflow in many orders and asserts that it comes out the same in each.
   *
   * @param count how many seeds, from that of this test upwards; at least 1. With {@link #SEED}
   *     only that one is tried
   * @throws IllegalArgumentException when there is nothing to try
   * @throws AssertionError naming two seeds whose runs came out differently
   */
  public void schedules(int count, StartEvent start) {
    Required.check(start, "schedules", "start", "the event that the run starts with");
    new Schedules(setup, start).checkSame(count);
  }
}
