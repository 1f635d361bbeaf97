package org.llamadeploy4j.workflow.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.graph.ExecutionFact.Outcome;

/** An execution while its facts are told. Belongs to one call. */
final class ExecutionFold {

  private final String name;
  private final Map<Long, Draft> attempts = new LinkedHashMap<>();
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final List<Execution.Given> events = new ArrayList<>();
  private Outcome outcome = new Outcome(Outcome.Kind.RUNNING, "");

  /** An attempt of which more may be told. */
  private static final class Draft {
    private final int number;
    private final ExecutionFact.AttemptBegan began;
    private final List<Integer> inputs;
    private final List<Integer> collected = new ArrayList<>();
    private final Map<String, ExecutionFold> children = new LinkedHashMap<>();
    private ExecutionFact.@Nullable Ending ending;

    Draft(int number, ExecutionFact.AttemptBegan began, List<Integer> inputs) {
      this.number = number;
      this.began = began;
      this.inputs = inputs;
    }
  }

  ExecutionFold(String name) {
    this.name = name;
  }

  void add(ExecutionFact fact) {
    switch (fact) {
      case ExecutionFact.EventGiven f -> {
        int number = events.size() + 1;
        numbers.put(f.event(), number);
        events.add(new Execution.Given(number, f.type(), f.role(), number(f.by())));
      }
      case ExecutionFact.AttemptBegan f -> {
        Draft draft = new Draft(attempts.size() + 1, f, numbers(f.events()));
        attempts.put(f.attempt(), draft);
      }
      case ExecutionFact.EventsCollected f -> {
        Draft draft = attempts.get(f.attempt());
        if (draft != null) {
          draft.collected.addAll(numbers(f.events()));
          draft.collected.removeAll(draft.inputs);
        }
      }
      case ExecutionFact.AttemptEnded f -> {
        Draft draft = attempts.get(f.attempt());
        if (draft != null) {
          draft.ending = f.ending();
        }
      }
      case ExecutionFact.InChild f -> {
        Draft draft = attempts.get(f.attempt());
        if (draft != null) {
          String title =
              f.child().equals(f.workflow()) ? f.child() : f.child() + ": " + f.workflow();
          draft.children.computeIfAbsent(title, ExecutionFold::new).add(f.fact());
        }
      }
      case ExecutionFact.RunEnded f -> outcome = f.outcome();
    }
  }

  private int number(long attempt) {
    Draft draft = attempts.get(attempt);
    return draft == null ? 0 : draft.number;
  }

  private List<Integer> numbers(List<Long> ids) {
    return ids.stream()
        .filter(numbers::containsKey)
        .map(id -> numbers.getOrDefault(id, 0))
        .toList();
  }

  Execution execution() {
    List<Execution.Attempt> done = attempts.values().stream().map(this::attempt).toList();
    return new Execution(name, done, events, outcome);
  }

  private Execution.Attempt attempt(Draft draft) {
    ExecutionFact.Ending ending = draft.ending;
    if (ending == null && outcome.kind() != Outcome.Kind.RUNNING) {
      ending = new ExecutionFact.Ending.Lost("the run had ended");
    }
    return new Execution.Attempt(
        draft.number,
        draft.began.step(),
        draft.began.ordinal(),
        draft.inputs,
        draft.collected,
        number(draft.began.after()),
        ending,
        draft.children.values().stream().map(ExecutionFold::execution).toList());
  }
}
