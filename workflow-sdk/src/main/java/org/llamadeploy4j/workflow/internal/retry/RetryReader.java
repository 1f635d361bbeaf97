package org.llamadeploy4j.workflow.internal.retry;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.retry.RetryReading.Sound;
import org.llamadeploy4j.workflow.internal.retry.RetryReading.Unsound;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.retry.RetryIf;
import org.llamadeploy4j.workflow.retry.RetryPolicy;
import org.llamadeploy4j.workflow.retry.Stop;
import org.llamadeploy4j.workflow.retry.Wait;

/** Makes policies of annotations, or says why not. Stateless. */
public final class RetryReader {

  private RetryReader() {}

  /**
   * Reads one annotation. Where it names a policy class, that class is made and asked, with its own
   * loader as the thread's context loader. Never throws.
   */
  public static RetryReading read(Retry retry) {
    List<RetryFault> faults = values(retry).faults();
    if (!faults.isEmpty()) {
      return new Unsound(faults.stream().map(RetryFault::why).toList());
    }
    return isPolicy(retry) ? made(retry.policy()) : new Sound(composed(retry));
  }

  /** The annotation as plain values. */
  public static RetryValues values(Retry retry) {
    return new RetryValues(
        retry.attempts(),
        retry.multiplier(),
        new RetryTimes(retry.delay(), retry.maxDelay(), retry.jitter(), retry.maxElapsed()),
        names(Stream.of(retry.on())),
        names(Stream.of(retry.on()).filter(Error.class::isAssignableFrom)),
        names(Stream.of(retry.unless())),
        isPolicy(retry) ? retry.policy().getName() : "");
  }

  /** The class that the annotation names to give the policy, or null. */
  public static @Nullable PolicyShape policy(Retry retry) {
    return isPolicy(retry) ? shape(retry.policy()) : null;
  }

  private static boolean isPolicy(Retry retry) {
    return retry.policy() != Retry.NoPolicy.class;
  }

  private static List<String> names(Stream<Class<? extends Throwable>> types) {
    return types.map(Class::getName).toList();
  }

  private static RetryPolicy composed(Retry retry) {
    RetryIf condition = RetryIf.exception(retry.on());
    if (retry.unless().length > 0) {
      condition = condition.and(RetryIf.unless(retry.unless()));
    }
    Stop stop =
        RetryTimes.parsed(retry.maxElapsed())
            .map(Stop::beforeDelay)
            .orElse(Stop.never())
            .or(Stop.afterAttempts(retry.attempts()));
    return RetryPolicy.of(condition, delays(retry), stop);
  }

  private static Wait delays(Retry retry) {
    Wait grown =
        Wait.exponential(RetryTimes.parsed(retry.delay()).orElseThrow(), retry.multiplier());
    Wait jittered =
        RetryTimes.parsed(retry.jitter())
            .map(most -> grown.plus(Wait.random(Duration.ZERO, most)))
            .orElse(grown);
    return RetryTimes.parsed(retry.maxDelay()).map(jittered::atMost).orElse(jittered);
  }

  private static RetryReading made(Class<? extends Supplier<RetryPolicy>> type) {
    return shape(type)
        .problem()
        .<RetryReading>map(problem -> new Unsound(List.of(problem)))
        .orElseGet(() -> supplied(type.getName(), Objects.requireNonNull(bareConstructor(type))));
  }

  private static PolicyShape shape(Class<? extends Supplier<RetryPolicy>> type) {
    boolean isInner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
    return new PolicyShape(
        type.getName(),
        Modifier.isAbstract(type.getModifiers()),
        isInner,
        bareConstructor(type) != null);
  }

  private static @Nullable Constructor<? extends Supplier<RetryPolicy>> bareConstructor(
      Class<? extends Supplier<RetryPolicy>> type) {
    try {
      return type.getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static RetryReading supplied(
      String name, Constructor<? extends Supplier<RetryPolicy>> constructor) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(constructor.getDeclaringClass().getClassLoader());
    try {
      constructor.setAccessible(true);
      RetryPolicy policy = constructor.newInstance().get();
      return policy == null
          ? unsound(name, "its get() returned null; return a RetryPolicy")
          : new Sound(policy);
    } catch (InvocationTargetException e) {
      return unsound(name, "its constructor threw " + told(e.getTargetException()));
    } catch (Throwable thrown) { // user code may throw anything, errors included
      return unsound(name, "making or asking it threw " + told(thrown));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String told(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (RuntimeException e) { // its own methods are user code too
      return thrown.getClass().getName();
    }
  }

  private static RetryReading unsound(String name, String reason) {
    return new Unsound(List.of("@Retry(policy = %s) gives no policy: %s".formatted(name, reason)));
  }
}
