package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Emission;

/**
 * What an attempt gives out: what it sent and what it returned.
 *
 * @param opensStream whether it returned several events at once, maybe none
 */
record Returns(List<Emission> emissions, boolean opensStream) {

  /**
   * Checks and encodes what a step returned.
   *
   * @throws WorkflowException when it is not what the step declares
   */
  static Returns of(StepAttempt attempt, @Nullable Object result) {
    attempt.effects().checkAllRepeated();
    Object value = result instanceof Optional<?> optional ? optional.orElse(null) : result;
    List<Emission> emissions = new ArrayList<>(attempt.effects().emissions());
    return switch (value) {
      case null -> {
        checkMayBeNull(attempt);
        yield new Returns(emissions, false);
      }
      case FanOut<?> several -> members(attempt, several.events(), emissions);
      case List<?> several -> members(attempt, several, emissions);
      case Event event -> {
        emissions.add(Emission.returned(attempt.encode(event)));
        yield new Returns(emissions, false);
      }
      default ->
          throw new WorkflowException(
              "no_event",
              "step %s returned a %s, which is no event"
                  .formatted(attempt.step().name(), value.getClass().getName()));
    };
  }

  private static Returns members(
      StepAttempt attempt, @Nullable List<?> events, List<Emission> emissions) {
    if (events == null) {
      throw new WorkflowException(
          "null_returned",
          "step %s returned a fan-out whose list of events is null; an empty list is allowed"
              .formatted(attempt.step().name()));
    }
    int index = 0;
    for (Object member : events) {
      if (!(member instanceof Event event)) {
        throw new WorkflowException(
            "no_event",
            "step %s returned a list whose element %d is %s, not an event"
                .formatted(
                    attempt.step().name(),
                    index,
                    member == null ? "null" : "a " + member.getClass().getName()));
      }
      emissions.add(Emission.member(attempt.encode(event)));
      index++;
    }
    return new Returns(emissions, true);
  }

  private static void checkMayBeNull(StepAttempt attempt) {
    if (!attempt.step().shape().returns().mayBeNull()) {
      throw new WorkflowException(
          "null_returned",
          "step %s returned null where an event is due; declare the return type @Nullable, Optional or void"
              .formatted(attempt.step().name()));
    }
  }
}
