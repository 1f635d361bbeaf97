package org.llamadeploy4j.workflow.testing;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Approval;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Go;
import org.llamadeploy4j.workflow.testing.ExampleWorkflows.Paying;

/** The {@link ExampleWorkflows} with what a run of each must come to. */
@SuppressWarnings("ImmutableEnumChecker") // suppliers of fresh instances
enum Example {
  DOUBLING(ExampleWorkflows.Doubling::new, 3, 192L),
  TALLY(ExampleWorkflows.Tally::new, 5, 55L),
  GRID(ExampleWorkflows.Grid::new, 3, 6L),
  STUBBORN(ExampleWorkflows.Stubborn::new, 1, "open"),
  RESCUED(ExampleWorkflows.Rescued::new, 1, List.of("done", "done", "rescued two")),
  APPROVAL(Approval::new, 1, "yes after 2"),
  DIARY(ExampleWorkflows.Diary::new, 4, 4L),
  FAMILY(ExampleWorkflows.Family::new, 60, "120 yes after 1"),
  QUORUM(ExampleWorkflows.Quorum::new, 1, "2 and 2"),
  PAYING(Paying::new, 1, "-paid"),
  PAIRS(ExampleWorkflows.Pairs::new, 2, 3L);

  final Supplier<Workflow> workflow;
  final Go start;
  final Object result;

  Example(Supplier<Workflow> workflow, int number, Object result) {
    this.workflow = workflow;
    this.start = new Go(number);
    this.result = result;
  }

  /** The states it must leave, as JSON by name. */
  Map<String, String> states() {
    return switch (this) {
      case TALLY -> Map.of("Sum", "{\"missing\":0,\"sum\":55}");
      case APPROVAL -> Map.of("Asked", "{\"times\":2}");
      case DIARY -> Map.of("Days", "{\"count\":4}");
      case DOUBLING, GRID, STUBBORN, RESCUED, FAMILY, QUORUM, PAYING, PAIRS -> Map.of();
    };
  }

  /** With the answers it needs. */
  WorkflowTest test() {
    WorkflowTest test = WorkflowTest.of(workflow);
    return switch (this) {
      case APPROVAL -> test.answer(new Approval.Answer("no"), new Approval.Answer("yes"));
      case FAMILY -> test.answer(Approval.Question.class, question -> new Approval.Answer("yes"));
      case PAYING -> test.answer(new Paying.Ready());
      case DOUBLING, TALLY, GRID, STUBBORN, RESCUED, DIARY, QUORUM, PAIRS -> test;
    };
  }
}
