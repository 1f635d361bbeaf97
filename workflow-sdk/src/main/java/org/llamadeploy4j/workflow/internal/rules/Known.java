package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;
import java.util.Set;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.JoinedEvents;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WorkflowCancelledEvent;
import org.llamadeploy4j.workflow.WorkflowFailedEvent;
import org.llamadeploy4j.workflow.WorkflowTimedOutEvent;

/** Binary names that rules know. */
final class Known {

  static final String EVENT = Event.class.getName();
  static final String START = StartEvent.class.getName();
  static final String STOP = StopEvent.class.getName();
  static final String QUESTION = InputRequiredEvent.class.getName();
  static final String ANSWER = HumanResponseEvent.class.getName();
  static final String FAN_OUT = FanOut.class.getName();
  static final String FAILED = StepFailedEvent.class.getName();
  static final String CONTEXT = Context.class.getName();
  static final String ENV = Env.class.getName();
  static final String LIST = "java.util.List";
  static final String OPTIONAL = "java.util.Optional";
  static final String NOTHING = "java.lang.Void";
  static final String SUSPEND = "kotlin.coroutines.Continuation";

  /** Roles; one of these as it is means an event of free form. */
  static final List<String> ROLES = List.of(START, STOP, QUESTION, ANSWER);

  /** Events that only the engine makes; their names are taken. */
  static final Set<String> OURS =
      Set.of(
          FAILED,
          JoinedEvents.class.getName(),
          WorkflowCancelledEvent.class.getName(),
          WorkflowFailedEvent.class.getName(),
          WorkflowTimedOutEvent.class.getName());

  static final Set<String> STAGES =
      Set.of("java.util.concurrent.CompletionStage", "java.util.concurrent.CompletableFuture");

  private static final List<String> REACTIVE =
      List.of(
          "java.util.concurrent.Flow$",
          "org.reactivestreams.",
          "reactor.",
          "io.reactivex.",
          "io.smallrye.mutiny.",
          "kotlinx.coroutines.flow.");

  private static final Set<String> SEVERAL =
      Set.of("java.lang.Iterable", "java.util.stream.BaseStream", "java.util.Iterator");

  private static final String PACKAGE = Event.class.getPackageName() + ".";

  private Known() {}

  /** Whether it is an event of the library itself. */
  static boolean isOurs(String event) {
    return event.startsWith(PACKAGE)
        && event.indexOf('.', PACKAGE.length()) < 0
        && event.indexOf('$') < 0;
  }

  static boolean isReactive(String type) {
    return REACTIVE.stream().anyMatch(type::startsWith);
  }

  /** Whether it holds or gives several values. */
  static boolean isSeveral(Set<String> supertypes) {
    return SEVERAL.stream().anyMatch(supertypes::contains);
  }
}
