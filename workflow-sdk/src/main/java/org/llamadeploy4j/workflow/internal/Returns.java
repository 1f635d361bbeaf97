package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    List<Emission> sent = attempt.effects().allEmissions();
    Object value = result instanceof Optional<?> optional ? optional.orElse(null) : result;
    return switch (value) {
      case null -> {
        checkMayBeNull(attempt);
        yield new Returns(sent, false);
      }
      case FanOut<?> several ->
          members(
              attempt,
              several.events(),
              declared(attempt).spread().getOrDefault(several.getClass(), Set.of()),
              sent);
      case List<?> several -> members(attempt, several, declared(attempt).listed(), sent);
      case Event event -> {
        checkDeclared(attempt, event, declared(attempt).events());
        yield new Returns(with(sent, Emission.returned(attempt.encode(event))), false);
      }
      default ->
          throw new WorkflowException(
              "no_event",
              "step %s returned a %s, which is no event"
                  .formatted(attempt.step().name(), value.getClass().getName()));
    };
  }

  private static List<Emission> with(List<Emission> sent, Emission last) {
    if (sent.isEmpty()) {
      return List.of(last);
    }
    List<Emission> all = new ArrayList<>(sent);
    all.add(last);
    return all;
  }

  private static StepModel.Returns declared(StepAttempt attempt) {
    return attempt.step().shape().returns();
  }

  /** A cast can get by the compiler, and streams and joins are laid out by what is declared. */
  private static void checkDeclared(StepAttempt attempt, Event event, Set<Class<?>> declared) {
    if (!declared.contains(event.getClass())) {
      throw new WorkflowException(
          "undeclared_event",
          "step %s returned %s, which its return type does not declare there"
              .formatted(attempt.step().name(), Names.of(event.getClass())));
    }
  }

  private static Returns members(
      StepAttempt attempt, @Nullable List<?> events, Set<Class<?>> declared, List<Emission> sent) {
    if (declared.isEmpty()) {
      throw new WorkflowException(
          "undeclared_event",
          "step %s returned several events, which its return type does not declare"
              .formatted(attempt.step().name()));
    }
    if (events == null) {
      throw new WorkflowException(
          "null_returned",
          "step %s returned a fan-out whose list of events is null; an empty list is allowed"
              .formatted(attempt.step().name()));
    }
    List<Emission> emissions = new ArrayList<>(sent);
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
      checkDeclared(attempt, event, declared);
      emissions.add(Emission.member(attempt.encode(event)));
      index++;
    }
    return new Returns(emissions, true);
  }

  private static void checkMayBeNull(StepAttempt attempt) {
    if (!attempt.step().shape().returns().mayBeNull()) {
      throw new WorkflowException(
          "null_returned",
          "step %s returned null where an event is due; declare the return type Optional, void or %s"
              .formatted(attempt.step().name(), Codecs.NULLABLE));
    }
  }
}
