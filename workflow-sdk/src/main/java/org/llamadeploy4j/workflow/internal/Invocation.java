package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;

/** Calls a step for an attempt: makes its arguments and waits for what it promises. */
record Invocation(StepAttempt attempt) {

  @Nullable Object call(AttemptContext context) throws Throwable {
    List<StepModel.Parameter> parameters = attempt.step().parameters();
    Object[] arguments = new Object[parameters.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(parameters.get(i), context);
    }
    Object result = attempt.step().call().call(attempt.program().workflow(), arguments);
    return result instanceof CompletionStage<?> stage ? await(stage) : result;
  }

  /** What the stage gives. It is cancelled when the attempt is stopped while it waits. */
  private static @Nullable Object await(CompletionStage<?> stage) throws Throwable {
    CompletableFuture<?> future = stage.toCompletableFuture();
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } catch (CancellationException e) {
      throw new CancellationException("the stage that the step returned was cancelled");
    }
  }

  private Object argument(StepModel.Parameter parameter, AttemptContext context) throws Exception {
    return switch (parameter) {
      case StepModel.Parameter.OfContext p -> context;
      case StepModel.Parameter.OfEvent p -> inputs().event(attempt.item().input());
      case StepModel.Parameter.OfSlot p -> events().get(p.slot());
      case StepModel.Parameter.OfJoined p -> events();
      case StepModel.Parameter.OfResource p -> {
        Object resource = attempt.host().resource(attempt, p);
        context.give(p.raw(), resource);
        yield resource;
      }
    };
  }

  private Inputs inputs() {
    return attempt.program().inputs();
  }

  private List<Event> events() {
    return inputs().events(attempt.item().input());
  }
}
