package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.retry.RetryReader;
import org.llamadeploy4j.workflow.internal.retry.RetryReading;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.retry.RetryPolicy;

/**
 * What a step needs besides its place in the graph.
 *
 * @param retry when a failed attempt is followed by another
 * @param children the workflows it may run as children
 * @param earlier what it and its blocks were called before
 * @param problems why the policy that an annotation names cannot be had, one sentence each
 */
record StepExtras(
    RetryPolicy retry,
    List<Class<? extends Workflow>> children,
    EarlierNames earlier,
    List<String> problems) {

  /** What the annotations of a method say. */
  static StepExtras of(Method method) {
    Step step = method.getAnnotation(Step.class);
    List<Class<? extends Workflow>> children = step == null ? List.of() : List.of(step.children());
    EarlierNames earlier = EarlierNames.of(method);
    return switch (reading(method)) {
      case null -> new StepExtras(RetryPolicy.never(), children, earlier, List.of());
      case RetryReading.Sound r -> new StepExtras(r.policy(), children, earlier, List.of());
      case RetryReading.Unsound r ->
          new StepExtras(RetryPolicy.never(), children, earlier, r.problems());
    };
  }

  private static @Nullable RetryReading reading(Method method) {
    Retry retry = method.getAnnotation(Retry.class);
    return retry == null ? null : RetryReader.read(retry);
  }

  /** What the options of a built step say. */
  static StepExtras of(StepOptions options) {
    EarlierNames earlier = new EarlierNames(options.aliases(), options.onceAliases());
    return new StepExtras(
        options.retry().orElseGet(RetryPolicy::never), options.children(), earlier, List.of());
  }
}
