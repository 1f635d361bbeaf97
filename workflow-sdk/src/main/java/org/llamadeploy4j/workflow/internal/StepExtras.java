package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.util.ArrayList;
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
 * @param problems what is wrong with these, one sentence each
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
    List<String> problems = new ArrayList<>(earlier.problems());
    RetryPolicy retry =
        switch (reading(method)) {
          case null -> RetryPolicy.never();
          case RetryReading.Sound r -> r.policy();
          case RetryReading.Unsound r -> {
            problems.addAll(r.problems());
            yield RetryPolicy.never();
          }
        };
    return new StepExtras(retry, children, earlier, List.copyOf(problems));
  }

  private static @Nullable RetryReading reading(Method method) {
    Retry retry = method.getAnnotation(Retry.class);
    return retry == null ? null : RetryReader.read(retry);
  }

  /** What the options of a built step say. */
  static StepExtras of(StepOptions options) {
    EarlierNames earlier = new EarlierNames(options.aliases(), options.onceAliases());
    return new StepExtras(
        options.retry().orElseGet(RetryPolicy::never),
        options.children(),
        earlier,
        earlier.problems());
  }
}
