package org.llamadeploy4j.workflow.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.internal.RehearsedRun;

/**
 * The events that a test sends from outside, and what it answers to questions. Immutable.
 *
 * @param inOrder sent one after another
 */
record Answers(List<Event> inOrder, List<ToQuestion<?>> toQuestions) {

  static final Answers NONE = new Answers(List.of(), List.of());

  Answers {
    inOrder = List.copyOf(inOrder);
    toQuestions = List.copyOf(toQuestions);
  }

  /** An answer that depends on the question. */
  record ToQuestion<Q extends Event>(Class<Q> type, Function<? super Q, ? extends Event> answer) {

    private List<Answer> open(RehearsedRun run, int rule) {
      List<Answer> open = new ArrayList<>();
      List<Q> questions = run.given(type);
      for (int i = 0; i < questions.size(); i++) {
        String id = "answer-" + rule + "-" + i;
        if (!run.hasTaken(id)) {
          open.add(new Answer(id, answer.apply(questions.get(i)), true));
        }
      }
      return open;
    }
  }

  /**
   * An event to send.
   *
   * @param id the same after a crash
   * @param asked whether it answers a question that was asked
   */
  record Answer(String id, Event event, boolean asked) {}

  Answers plus(List<Event> more) {
    return new Answers(Stream.concat(inOrder.stream(), more.stream()).toList(), toQuestions);
  }

  Answers plus(ToQuestion<?> more) {
    return new Answers(inOrder, Stream.concat(toQuestions.stream(), Stream.of(more)).toList());
  }

  /** What may be sent now: the next one in order, and an answer to each open question. */
  List<Answer> open(RehearsedRun run) {
    List<Answer> open = new ArrayList<>();
    for (int i = 0; i < inOrder.size() && open.isEmpty(); i++) {
      String id = "answer-" + i;
      if (!run.hasTaken(id)) {
        open.add(new Answer(id, inOrder.get(i), false));
      }
    }
    for (int rule = 0; rule < toQuestions.size(); rule++) {
      open.addAll(toQuestions.get(rule).open(run, rule));
    }
    return open;
  }
}
