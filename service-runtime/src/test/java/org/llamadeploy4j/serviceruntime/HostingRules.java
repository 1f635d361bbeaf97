package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.serviceruntime.RuntimeScene.patiently;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;
import org.llamadeploy4j.workflow.spi.ObservedRun;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.StepRun;

/** What a runtime does, on any implementation of messaging. */
abstract class HostingRules extends OnStage {
  @Test
  void aTaskIsRunAndItsResultStored() {
    scene.runtime("a");
    Deployed echo = scene.deploy("a", "echo", Flows.ECHO);

    TaskId task = scene.submit(echo, "{\"message\": \"hi\"}");

    assertThat(scene.result(echo, task)).isEqualTo("\"Echo: hi\"");
    EventEnvelope last = scene.events(echo, task).getLast();
    assertThat(last.type()).isEqualTo("StopEvent");
    assertThat(RuntimeScene.text(last.json())).isEqualTo("{\"result\":\"Echo: hi\"}");
  }

  /** Notes runs and steps, each with the run's id. */
  private record Noting(List<String> seen) implements ProgramListener {
    @Override
    public void onRunStarted(ObservedRun run) {
      seen.add((run.resumed() ? "again " : "run ") + run.workflow() + " " + run.runId());
    }

    @Override
    public void onRunEnded(ObservedRun run, RunEnd end) {
      seen.add(end.getClass().getSimpleName() + " " + run.runId());
    }

    @Override
    public void onStepStarted(StepRun step) {
      seen.add(step.step() + " " + step.runId());
    }
  }

  @Test
  void aListenerOfTheRuntimeHearsOfRunsAroundTheirSteps() {
    List<String> seen = new CopyOnWriteArrayList<>();
    scene.listeners.add(new Noting(seen));
    scene.runtime("a");
    Deployed echo = scene.deploy("a", "echo", Flows.ECHO);

    TaskId task = scene.submit(echo, "{\"message\": \"hi\"}");
    scene.result(echo, task);

    patiently().until(() -> seen.size() == 3);
    assertThat(seen).containsExactly("run Echo " + task, "echo " + task, "Finished " + task);
  }

  @Test
  void tasksThatWereQueuedBeforeTheRuntimeCameAreRunAll() {
    ServiceVersion version = scene.version("echo", Flows.ECHO, Map.of());
    Deployed echo = new Deployed(new Incarnation("early"), version);
    List<TaskId> tasks =
        IntStream.range(0, 300)
            .mapToObj(i -> scene.submit(echo, "{\"message\": \"" + i + "\"}"))
            .toList();

    scene.assign(echo, "a", version, true);
    scene.runtime("a");

    for (int i = 0; i < tasks.size(); i++) {
      assertThat(scene.result(echo, tasks.get(i))).isEqualTo("\"Echo: " + i + "\"");
    }
  }

  @Test
  void aFailureIsStoredWithItsStepAndMessage() {
    scene.runtime("a");
    Deployed failing = scene.deploy("a", "failing", Flows.FAILING);

    String failure = scene.failure(failing, scene.submit(failing, "{}"));

    assertThat(failure)
        .contains(
            "\"code\":\"step_failed\"",
            "out of luck",
            "\"step\":\"fail\"",
            "IllegalStateException");
  }

  @Test
  void aRunThatMeetsADefectOfOursFailsWithItAndOthersGoOn() {
    CutOff line = new CutOff(messaging);
    scene.runtime("a", line.messaging(), RuntimeSettings.Limits.DEFAULT);
    Deployed asking = scene.deploy("a", "asking", Flows.ASKING);
    TaskId waiting = scene.submit(asking, "{}");
    scene.awaitStatus(asking, waiting, RunStatus.WAITING);

    line.defect(true);
    TaskId broken = scene.submit(asking, "{}");
    String failure = scene.failure(asking, broken);
    line.defect(false);

    assertThat(failure)
        .contains(
            "\"code\":\"internal_error\"",
            "run " + broken + " met a defect of the engine",
            "java.lang.IllegalStateException: nobody has thought of this");
    assertThat(scene.answer(asking, waiting, "{\"response\": \"yes\"}"))
        .isEqualTo(DeliverReply.ACCEPTED);
    scene.awaitStatus(asking, waiting, RunStatus.COMPLETED);
  }

  @Test
  void inputThatDoesNotFitFailsTheRun() {
    scene.runtime("a");
    Deployed echo = scene.deploy("a", "echo", Flows.ECHO);

    String failure = scene.failure(echo, scene.submit(echo, "{\"massage\": 1}"));

    assertThat(failure).contains("\"code\":\"invalid_input\"", "message");
  }

  @Test
  void anAnswerBeforeTheRunWasClaimedIsTaken() {
    ServiceVersion version = scene.version("asking", Flows.ASKING, Map.of());
    Deployed asking = new Deployed(new Incarnation("early"), version);
    TaskId task = scene.submit(asking, "{}");
    assertThat(scene.answer(asking, task, "{\"response\": \"Ada\"}"))
        .isEqualTo(DeliverReply.ACCEPTED);

    scene.assign(asking, "a", version, true);
    scene.runtime("a");

    assertThat(scene.result(asking, task)).isEqualTo("\"Hello Ada\"");
  }

  @Test
  void anAnswerWhileAStepRunsBeforeTheWaitIsTaken() throws Exception {
    scene.runtime("a");
    Path gate = folder.resolve("gate");
    Deployed asking =
        scene.deploy("a", scene.version("asking", Flows.ASKING, Map.of("GATE", gate.toString())));
    TaskId task = scene.submit(asking, "{}");
    scene.awaitStatus(asking, task, RunStatus.RUNNING);

    assertThat(scene.answer(asking, task, "{\"response\": \"Bob\"}"))
        .isEqualTo(DeliverReply.ACCEPTED);
    Files.createFile(gate);

    assertThat(scene.result(asking, task)).isEqualTo("\"Hello Bob\"");
  }

  @Test
  void anAnswerToAWaitingRunIsTakenAndTheWaitHeldNoSlot() {
    ServiceRuntime runtime = scene.runtime("a");
    Asking asking = Asking.on(scene, "a");
    patiently().until(() -> runtime.status().running() == 0 && runtime.status().waiting() == 1);
    assertThat(scene.events(asking.service(), asking.task()))
        .extracting(EventEnvelope::type)
        .contains("InputRequiredEvent");

    asking.answer("Eve");

    asking.assertGreeted("Eve");
    assertThat(scene.answer(asking.service(), asking.task(), "{}")).isEqualTo(DeliverReply.ENDED);
  }

  @Test
  void runsOfAWorkflowThatAllowsOneAtATimeWaitInTheQueueForEachOther() {
    scene.runtime("a");
    Deployed narrow = scene.deploy("a", "narrow", Flows.NARROW);

    List<TaskId> tasks = IntStream.range(0, 20).mapToObj(i -> scene.submit(narrow, "{}")).toList();

    for (TaskId task : tasks) {
      assertThat(scene.result(narrow, task)).isEqualTo("1");
    }
  }

  @Test
  void aWorkflowThatAllowsNoRunIsReportedWithWhatToChange() {
    scene.runtime("a");
    ServiceVersion closed = scene.version("closed", Flows.CLOSED, Map.of());

    scene.assign(new Deployed(new Incarnation("b"), closed), "a", closed, true);

    assertThat(scene.awaitFailed("a", closed))
        .contains("concurrentRuns() is 0; it must be at least 1");
  }

  @Test
  void aRunTellsHowItsStepsGetOnWhileSomebodyReadsAlongAndNeverBefore() {
    scene.runtime("a");
    Deployed asking = scene.deploy("a", "asking", Flows.ASKING);
    TaskId task = scene.submit(asking, "{}");
    scene.awaitStatus(asking, task, RunStatus.WAITING);
    assertThat(scene.events(asking, task)).noneMatch(EventEnvelope::internal);

    messaging.signals().tellWatched(asking.shard(), task);
    TaskId unwatched = scene.submit(asking, "{}");
    scene.awaitStatus(asking, unwatched, RunStatus.WAITING);
    scene.answer(asking, unwatched, "{\"response\": \"Bob\"}");
    scene.answer(asking, task, "{\"response\": \"Eve\"}");

    assertThat(scene.result(asking, task)).isEqualTo("\"Hello Eve\"");
    assertThat(scene.events(asking, task))
        .filteredOn(EventEnvelope::internal)
        .extracting(event -> RuntimeScene.text(event.json()))
        .satisfiesExactly(
            running -> assertThat(running).contains("\"name\":\"ask\"", "\"running\""),
            ended -> assertThat(ended).contains("\"name\":\"ask\"", "\"not_running\""));
    assertThat(scene.result(asking, unwatched)).isEqualTo("\"Hello Bob\"");
    assertThat(scene.events(asking, unwatched)).noneMatch(EventEnvelope::internal);
  }

  @Test
  void aSessionKeepsItsStateBetweenTasks() {
    scene.runtime("a");
    Deployed counter = scene.deploy("a", "counter", Flows.COUNTER);
    SessionId one = scene.session(counter, "one");
    SessionId two = scene.session(counter, "two");

    TaskId first = scene.submit(counter, "{}", one);
    TaskId second = scene.submit(counter, "{}", one);

    assertThat(scene.result(counter, first)).isEqualTo("1");
    assertThat(scene.result(counter, second)).isEqualTo("2");
    assertThat(scene.result(counter, scene.submit(counter, "{}", two))).isEqualTo("1");
    assertThat(scene.result(counter, scene.submit(counter, "{}"))).isEqualTo("1");
  }

  @Test
  void runsThatShareTheirSessionKeepEachOthersStates() {
    scene.runtime("a");
    Deployed tally = scene.deploy("a", "tally", Flows.TALLY);
    SessionId session = scene.session(tally, "one");
    TaskId left = scene.submitBeside(tally, "{\"name\": \"left\"}", session);
    TaskId right = scene.submitBeside(tally, "{\"name\": \"right\"}", session);
    TaskId reader = scene.submitBeside(tally, "{\"name\": \"none\"}", session);
    for (TaskId task : List.of(left, right, reader)) {
      scene.awaitStatus(tally, task, RunStatus.WAITING);
    }

    for (TaskId task : List.of(left, right, reader)) {
      scene.answer(tally, task, "{}");
      scene.awaitStatus(tally, task, RunStatus.COMPLETED);
    }

    assertThat(scene.result(tally, left)).isEqualTo("\"1 0\"");
    assertThat(scene.result(tally, right)).isEqualTo("\"0 1\"");
    TaskId after = scene.submitBeside(tally, "{\"name\": \"none\"}", session);
    scene.answer(tally, after, "{}");
    assertThat(scene.result(tally, after)).as("what the session holds").isEqualTo("\"1 1\"");
  }

  @Test
  void aRunThatSharesItsSessionAndMovesStillKnowsWhatItBeganWith() {
    ServiceRuntime first = scene.runtime("a");
    Deployed tally = scene.deploy("a", "tally", Flows.TALLY);
    SessionId session = scene.session(tally, "one");
    TaskId before = scene.submitBeside(tally, "{\"name\": \"left\"}", session);
    scene.answer(tally, before, "{}");
    assertThat(scene.result(tally, before)).isEqualTo("\"1 0\"");
    TaskId moving = scene.submitBeside(tally, "{\"name\": \"right\"}", session);
    scene.awaitStatus(tally, moving, RunStatus.WAITING);
    TaskId meanwhile = scene.submitBeside(tally, "{\"name\": \"left\"}", session);
    scene.answer(tally, meanwhile, "{}");
    assertThat(scene.result(tally, meanwhile)).isEqualTo("\"2 0\"");

    first.close();
    scene.runtime("b");
    scene.assign(tally, "b", tally.version(), true);
    scene.answer(tally, moving, "{}");

    assertThat(scene.result(tally, moving)).isEqualTo("\"1 1\"");
    TaskId after = scene.submitBeside(tally, "{\"name\": \"none\"}", session);
    scene.answer(tally, after, "{}");
    assertThat(scene.result(tally, after)).as("what the session holds").isEqualTo("\"2 1\"");
  }

  @Test
  void aVersionThatDoesNotCompileIsReportedWithFileAndLine() {
    scene.runtime("a");
    ServiceVersion broken =
        scene.version(
            "broken", Artifacts.java("Bad.java", "class Bad {\n  Missing m;\n}"), Map.of());

    scene.assign(new Deployed(new Incarnation("b"), broken), "a", broken, true);

    assertThat(scene.awaitFailed("a", broken)).contains("Bad.java:2: cannot find symbol");
  }

  @Test
  void aWorkflowThatIsNoneIsReportedWithEveryProblem() {
    scene.runtime("a");
    String source =
        Flows.IMPORTS
            + """
            public class Odd extends Workflow {
              public record Lost() implements Event {}
              @Step StopEvent one(Lost in) { return null; }
            }
            """;
    ServiceVersion odd = scene.version("odd", Artifacts.java("Odd.java", source), Map.of());

    scene.assign(new Deployed(new Incarnation("b"), odd), "a", odd, true);

    assertThat(scene.awaitFailed("a", odd)).contains("Odd");
  }

  @Test
  void servicesKeepTheirClassesAndEnvironmentsApart() {
    scene.runtime("a");
    Deployed one = scene.deploy("a", scene.version("one", Flows.versioned(1), Map.of("NAME", "x")));
    Deployed two = scene.deploy("a", scene.version("two", Flows.versioned(2), Map.of("NAME", "y")));

    assertThat(scene.result(one, scene.submit(one, "{\"ask\": false}"))).isEqualTo("\"x1\"");
    assertThat(scene.result(two, scene.submit(two, "{\"ask\": false}"))).isEqualTo("\"y2\"");
  }

  @Test
  void aReloadKeepsRunsOnTheirVersionAndFreesTheOldLoader() {
    scene.runtime("a");
    ServiceVersion old = scene.version("versioned", Flows.versioned(3), Map.of());
    ServiceVersion young = scene.version("versioned", Flows.versioned(4), Map.of());
    Deployed service = scene.deploy("a", old);
    TaskId waiting = scene.submit(service, "{\"ask\": true}");
    scene.awaitStatus(service, waiting, RunStatus.WAITING);

    scene.assign(service, "a", young, true);
    scene.awaitLoaded("a", young);
    scene.assign(service, "a", old, false);

    patiently()
        .until(
            () -> scene.result(service, scene.submit(service, "{\"ask\": false}")).equals("\"4\""));
    assertThat(scene.result(service, scene.submit(service, "{\"ask\": false}"))).isEqualTo("\"4\"");

    scene.withdraw("a", old);
    patiently().until(() -> new PlacementState.Draining(1).equals(scene.placement("a", old)));
    scene.answer(service, waiting, "{}");
    assertThat(scene.result(service, waiting)).isEqualTo("\"3\"");
    patiently().until(() -> scene.placement("a", old) == null);

    patiently().until(() -> "yes".equals(System.getProperty("closed-3")));
    WeakReference<?> loader =
        (WeakReference<?>) Objects.requireNonNull(System.getProperties().get("loader-3"));
    patiently()
        .until(() -> {
          System.gc();
          return loader.get() == null;
        });
  }

  @Test
  void anotherRuntimeTakesOverTheRunsOfOneThatIsCutOff() {
    CutOff line = new CutOff(messaging);
    ServiceRuntime lost = scene.runtime("a", line.messaging(), RuntimeSettings.Limits.DEFAULT);
    Asking asking = Asking.on(scene, "a");
    scene.runtime("b");
    asking.assignTo("b");
    scene.awaitLoaded("b", asking.service().version());

    line.cut(true);
    patiently().until(() -> lost.status().waiting() == 0);
    asking.answer("Zoe");

    asking.assertGreeted("Zoe");
    assertThat(scene.events(asking.service(), asking.task()))
        .extracting(EventEnvelope::type)
        .containsOnlyOnce("StopEvent");
  }

  @Test
  void aRunThatWasTakenOverEndsOnceAlthoughItsFirstOwnerComesBack() throws Exception {
    CutOff line = new CutOff(messaging);
    scene.runtime("a", line.messaging(), RuntimeSettings.Limits.DEFAULT);
    Path gate = folder.resolve("gate");
    Path log = folder.resolve("log");
    Deployed slow =
        scene.deploy(
            "a",
            scene.version(
                "slow", Flows.SLOW, Map.of("GATE", gate.toString(), "LOG", log.toString())));
    TaskId task = scene.submit(slow, "{}");
    patiently().until(() -> Files.exists(log));
    scene.runtime("b");
    scene.assign(slow, "b", slow.version(), true);
    scene.awaitLoaded("b", slow.version());

    line.cut(true);
    patiently().until(() -> Files.readAllLines(log).size() >= 2);
    line.cut(false);
    Files.createFile(gate);

    assertThat(scene.result(slow, task)).isEqualTo("\"done\"");
    assertThat(scene.events(slow, task))
        .extracting(EventEnvelope::type)
        .containsOnlyOnce("StopEvent");
  }

  @Test
  void aRuntimeThatWasCutOffGoesOnByItself() {
    CutOff line = new CutOff(messaging);
    ServiceRuntime runtime = scene.runtime("a", line.messaging(), RuntimeSettings.Limits.DEFAULT);
    Asking asking = Asking.on(scene, "a");

    line.cut(true);
    patiently().until(() -> runtime.status().waiting() == 0);
    line.cut(false);
    asking.answer("Ann");

    asking.assertGreeted("Ann");
  }

  @Test
  void aRuntimeThatStopsGivesItsRunsBackAtOnce() {
    ServiceRuntime first = scene.runtime("a");
    Asking asking = Asking.on(scene, "a");

    first.stop();

    assertThat(asking.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(Files.exists(folder.resolve("work-a"))).isFalse();
    scene.runtime("b");
    asking.assignTo("b");
    asking.answer("Kim");
    asking.assertGreeted("Kim");
  }

  @Test
  void tooManyStepsThatIgnoreInterruptionMakeTheRuntimeAskForARestart() throws Exception {
    CutOff line = new CutOff(messaging);
    Path gate = folder.resolve("gate");
    ServiceRuntime runtime =
        scene.runtime(
            "a", line.messaging(), new RuntimeSettings.Limits(10, 10, 2, Duration.ofMillis(50)));
    Deployed spinning =
        scene.deploy(
            "a", scene.version("spinning", Flows.SPINNING, Map.of("GATE", gate.toString())));
    scene.submit(spinning, "{}");
    scene.submit(spinning, "{}");
    patiently().until(() -> runtime.status().running() == 2);

    line.cut(true);

    try {
      patiently().until(() -> !scene.restartReasons.isEmpty());
      assertThat(scene.restartReasons)
          .singleElement()
          .asString()
          .contains("2 steps ignore interruption")
          .contains("spinning");
    } finally {
      Files.createFile(gate);
    }
  }
}
