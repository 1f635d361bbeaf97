package org.llamadeploy4j.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.Snapshot;
import org.llamadeploy4j.workflow.SnapshotKeys;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.graph.Execution.Attempt;
import org.llamadeploy4j.workflow.graph.ExecutionFact.AttemptBegan;
import org.llamadeploy4j.workflow.graph.ExecutionFact.AttemptEnded;
import org.llamadeploy4j.workflow.graph.ExecutionFact.Ending;
import org.llamadeploy4j.workflow.graph.ExecutionFact.EventGiven;
import org.llamadeploy4j.workflow.graph.ExecutionFact.Outcome;
import org.llamadeploy4j.workflow.graph.GraphNode.Event.Role;

class ExecutionTest {

  private static List<String> lines(Execution execution) {
    return ExecutionPicture.of(execution).lines().stream()
        .map(l -> l.source() + " -" + l.label() + "> " + l.target())
        .toList();
  }

  private static List<String> attempts(Execution execution) {
    return execution.attempts().stream()
        .map(a -> a.step() + "#" + a.number() + "/" + a.ordinal() + " after " + a.after())
        .toList();
  }

  private static Execution run(Workflow workflow, StartEvent start) throws Exception {
    return Execution.of(DrawnSamplesTest.finished(workflow, start));
  }

  @Test
  void aFinishedRunIsDrawnAsNumberedStepsInOrder() throws Exception {
    Execution execution = run(new Samples.Chain(), new Samples.Chain.Text("so be it"));

    assertThat(execution.outcome()).isEqualTo(new Outcome(Outcome.Kind.COMPLETED, ""));
    assertThat(lines(execution))
        .containsExactlyInAnyOrder(
            "external_step -> event:Text#1",
            "event:Text#1 -> step:split#1",
            "step:split#1 -> event:Words#2",
            "event:Words#2 -> step:count#2",
            "step:count#2 -> event:Counted#3",
            "event:Counted#3 -> step:report#3",
            "step:report#3 -> event:StopEvent#4");
    String mermaid = WorkflowDrawing.of(execution).mermaid();
    assertThat(mermaid).startsWith("flowchart LR\n").contains("[\"count#35;2\"]:::stepStyle");
  }

  @Test
  void whatComesFromOutsideIsDrawnFromOutsideAndAnswersItsQuestion() throws Exception {
    Execution execution = run(new Samples.Approval(), new Samples.Approval.Draft("hi"));

    assertThat(attempts(execution))
        .containsExactly(
            "sign#1/1 after 0", "sign#2/2 after 1", "review#3/1 after 0", "decide#4/1 after 0");
    assertThat(lines(execution))
        .contains(
            "step:sign#1 -> event:NameNeeded#2",
            "event:NameNeeded#2 -> external_step#2",
            "external_step#2 -> event:NameGiven#3",
            "event:NameGiven#3 -> step:sign#2",
            "step:sign#1 -goes on> step:sign#2",
            "event:Review#5 -> external_step#3",
            "external_step#3 -> event:Verdict#6");
  }

  @Test
  void failedAttemptsRetriesAndHandlersAreSeen() throws Exception {
    Execution execution = run(new Samples.Guarded(), new Samples.Guarded.Order(7));

    assertThat(attempts(execution)).contains("price#1/1 after 0", "stock#2/1 after 0");
    String guess = // the handler and the retry begin in either order
        attempts(execution).stream().filter(a -> a.startsWith("guess#")).findFirst().orElseThrow();
    assertThat(guess).matches("guess#[34]/1 after 2");
    Attempt price = execution.attempts().getFirst();
    assertThat(price.ending())
        .isEqualTo(
            new Ending.Failed(
                "IllegalStateException: the <price> service is away", Duration.ofMillis(10)));
    assertThat(lines(execution))
        .contains("step:stock#2 -handled> step:" + guess.substring(0, guess.indexOf('/')))
        .anyMatch(l -> l.startsWith("step:price#1 -retry in PT0.01S> step:price#"))
        .anyMatch(l -> l.contains("event:Price#") && l.endsWith("> step:sell#5"));
  }

  @Test
  void streamsAreFollowedEventByEvent() throws Exception {
    Execution execution = run(new Samples.Nested(), new Samples.Nested.Library(List.of("a", "b")));

    assertThat(execution.attempts()).hasSize(10);
    assertThat(execution.attempts())
        .filteredOn(a -> a.step().equals("summarise"))
        .hasSize(2)
        .allMatch(a -> a.inputs().size() == 2);
  }

  @Test
  void childrenAreNested() throws Exception {
    Execution execution = run(new Samples.Parent(), new Samples.Parent.Question("to be"));

    Attempt first = execution.attempts().getFirst();
    assertThat(first.children())
        .singleElement()
        .satisfies(child -> {
          assertThat(child.name()).isEqualTo("count: Chain");
          assertThat(attempts(child))
              .containsExactly("split#1/1 after 0", "count#2/1 after 0", "report#3/1 after 0");
          assertThat(child.outcome().kind()).isEqualTo(Outcome.Kind.COMPLETED);
        });
    assertThat(lines(execution))
        .contains("step:count#1 -calls> child:1.1", "child:1.1 -returns> step:count#2");
    assertThat(WorkflowDrawing.of(execution).mermaid()).contains("subgraph n_child_1_1");
  }

  @Test
  void collectedEventsLeadToTheAttemptThatGotThem() throws Exception {
    Execution execution = run(new Collecting(), StartEvent.of(Map.of()));

    assertThat(lines(execution)).filteredOn(l -> l.contains("-collected>")).hasSize(1);
  }

  static final class Collecting extends Workflow {
    record Part(int number) implements Event {}

    @Step(sends = Part.class)
    void split(Context ctx, StartEvent start) {
      ctx.send(new Part(1));
      ctx.send(new Part(2));
    }

    @Step
    Optional<StopEvent> join(Context ctx, Part part) {
      return ctx.collectEvents(part, List.of(Part.class, Part.class))
          .map(parts -> StopEvent.of(parts.size()));
    }
  }

  @Test
  void aRunWithoutAJournalSaysHowToKeepOne() throws Exception {
    var run = InProcessRunner.of(new Samples.Chain()).run(new Samples.Chain.Text("a"));
    run.result();

    assertThatThrownBy(() -> Execution.of(run))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("withJournal");
  }

  @Test
  void aRunThatWasTakenOverShowsWhatWasCutOff() {
    List<ExecutionFact> facts =
        List.of(
            new EventGiven(1, "Start", Role.START, 0),
            new AttemptBegan(1, "work", 1, List.of(1L), 0),
            new AttemptEnded(1, new Ending.Lost("the process was replaced")),
            new AttemptBegan(2, "work", 2, List.of(), 1));

    Execution execution = Execution.of("x", facts);

    assertThat(lines(execution)).contains("step:work#1 -again> step:work#2");
    assertThat(WorkflowDrawing.of(execution).html())
        .contains("cut off: the process was replaced", "attempt 2, runs");
  }

  @Test
  void anOutcomeOfFailureIsToldInTheTitle() {
    Outcome outcome = new Outcome(Outcome.Kind.TIMED_OUT, "after PT5S");

    Execution execution = Execution.of("x", List.of(new ExecutionFact.RunEnded(outcome)));

    assertThat(ExecutionPicture.of(execution).note())
        .isEqualTo("0 attempts of steps; timed out: after PT5S");
  }

  @Test
  void aHugeRunIsDrawnInPartAndSaysSo() {
    List<ExecutionFact> facts = new ArrayList<>();
    facts.add(new EventGiven(1, "Start", Role.START, 0));
    for (int i = 1; i <= 5_000; i++) {
      facts.add(new AttemptBegan(i, "work", 1, List.of((long) i), 0));
      facts.add(new EventGiven(i + 1, "More", Role.PLAIN, i));
      facts.add(new AttemptEnded(i, new Ending.Completed()));
    }

    Picture picture = ExecutionPicture.of(Execution.of("x", facts));

    assertThat(picture.note())
        .isEqualTo("5000 attempts of steps, the first 300 are drawn; running");
    assertThat(Layout.of(picture, 48).boxes()).hasSize(300 + 301 + 1);
  }

  static final class Asking extends Workflow {
    record Question() implements InputRequiredEvent {}

    record Reply(String text) implements HumanResponseEvent {}

    @Step(waits = Reply.class)
    StopEvent ask(Context ctx, StartEvent start) {
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question());
      return StopEvent.of(ctx.waitForEvent(Reply.class, asking).text());
    }
  }

  @Test
  void aRecoveredRunShowsTheAnswerThatItGoesOnWith() throws Exception {
    InProcessRunner runner =
        InProcessRunner.of(new Asking())
            .withJournal()
            .withSnapshotKeys(SnapshotKeys.ofSecret("k", new byte[32]));
    Handler first = runner.run(StartEvent.of(Map.of()));
    assertThat(first.events().iterator().next()).isEqualTo(new Asking.Question());
    Snapshot snapshot = first.snapshot();
    first.cancel();

    Handler run = runner.recover(snapshot).withRunId("again").with(new Asking.Reply("yes")).start();
    assertThat(run.result()).isEqualTo("yes");

    assertThat(lines(Execution.of(run)))
        .contains("event:Reply#1 -> step:ask#1", "event:StartEvent#2 -> step:ask#1");
  }
}
