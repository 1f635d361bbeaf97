package org.llamadeploy4j.workflow.internal.retry;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.retry.FailedAttempt;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.retry.RetryPolicy;

class RetryReaderTest {

  /** Methods that carry the annotations; none is called. */
  @SuppressWarnings("unused")
  static final class Annotated {
    @Retry
    void plain() {}

    @Retry(attempts = 6, delay = "PT1S", multiplier = 2, maxDelay = "PT5S")
    void exponential() {}

    @Retry(delay = "PT1S", jitter = "PT2S", maxDelay = "PT2.5S", attempts = 1000)
    void jittered() {}

    @Retry(attempts = 100, delay = "PT3S", maxElapsed = "PT10S")
    void limited() {}

    @Retry(on = IOException.class, unless = FileNotFoundException.class)
    void some() {}

    @Retry(policy = Twice.class)
    void policy() {}

    @Retry(policy = Hidden.class)
    void hiddenPolicy() {}

    @Retry(
        attempts = 0,
        delay = "5s",
        multiplier = 0.5,
        maxDelay = "PT-1S",
        on = {})
    void allWrong() {}

    @Retry(
        on = {Exception.class, OutOfMemoryError.class},
        unless = Exception.class)
    void errors() {}

    @Retry(policy = Twice.class, attempts = 4)
    void both() {}

    @Retry(policy = Abstract.class)
    void abstractPolicy() {}

    @Retry(policy = Inner.class)
    void innerPolicy() {}

    @Retry(policy = Needy.class)
    void needyPolicy() {}

    @Retry(policy = Throwing.class)
    void throwingPolicy() {}

    @Retry(policy = Rude.class)
    void rudePolicy() {}

    @Retry(policy = Empty.class)
    void emptyPolicy() {}

    @SuppressWarnings("ClassCanBeStatic") // what is tested
    final class Inner implements Supplier<RetryPolicy> {
      @Override
      public RetryPolicy get() {
        return RetryPolicy.never();
      }
    }
  }

  public static final class Twice implements Supplier<RetryPolicy> {
    @Override
    public RetryPolicy get() {
      assertThat(Thread.currentThread().getContextClassLoader())
          .isSameAs(Twice.class.getClassLoader());
      return attempt -> attempt.failures() < 2 ? Optional.of(Duration.ZERO) : Optional.empty();
    }
  }

  private record Hidden() implements Supplier<RetryPolicy> {
    @Override
    public RetryPolicy get() {
      return RetryPolicy.defaults();
    }
  }

  abstract static class Abstract implements Supplier<RetryPolicy> {}

  record Needy(int attempts) implements Supplier<RetryPolicy> {
    @Override
    public RetryPolicy get() {
      return RetryPolicy.never();
    }
  }

  static final class Throwing implements Supplier<RetryPolicy> {
    Throwing() {
      throw new IllegalStateException("no key");
    }

    @Override
    public RetryPolicy get() {
      return RetryPolicy.never();
    }
  }

  static final class Rude implements Supplier<RetryPolicy> {
    @Override
    public RetryPolicy get() {
      throw new RuntimeException() {
        @Override
        public String getMessage() {
          throw new IllegalStateException("not even this");
        }
      };
    }
  }

  static final class Empty implements Supplier<RetryPolicy> {
    @Override
    @SuppressWarnings("NullAway") // what authors without null checks may write
    public RetryPolicy get() {
      return null;
    }
  }

  private static Retry annotation(String method) {
    try {
      return Annotated.class.getDeclaredMethod(method).getAnnotation(Retry.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static RetryReading read(String method) {
    return RetryReader.read(annotation(method));
  }

  private static RetryPolicy policy(String method) {
    return switch (read(method)) {
      case RetryReading.Sound sound -> sound.policy();
      case RetryReading.Unsound unsound -> throw new AssertionError(unsound.problems());
    };
  }

  private static List<String> problems(String method) {
    return switch (read(method)) {
      case RetryReading.Sound sound -> throw new AssertionError("sound");
      case RetryReading.Unsound unsound -> unsound.problems();
    };
  }

  private static Optional<Duration> next(RetryPolicy policy, int failures, Duration elapsed) {
    return policy.next(new FailedAttempt(failures, elapsed, new IOException(), failures));
  }

  private static List<Duration> delays(RetryPolicy policy, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(failures -> next(policy, failures, Duration.ZERO).orElse(ofSeconds(-1)))
        .toList();
  }

  @Test
  void theAnnotationAloneMeansTheDefaults() {
    assertThat(delays(policy("plain"), 3))
        .containsExactly(ofSeconds(5), ofSeconds(5), ofSeconds(-1));
    assertThat(RetryReader.values(annotation("plain"))).isEqualTo(RetryValues.DEFAULTS);
  }

  @Test
  void delaysGrowByTheMultiplierUpToTheLimit() {
    assertThat(delays(policy("exponential"), 6))
        .containsExactly(
            ofSeconds(1), ofSeconds(2), ofSeconds(4), ofSeconds(5), ofSeconds(5), ofSeconds(-1));
  }

  @Test
  void jitterIsAddedWithinTheLimit() {
    List<Duration> delays = delays(policy("jittered"), 500);

    assertThat(delays)
        .allSatisfy(d -> assertThat(d).isBetween(ofSeconds(1), Duration.ofMillis(2500)));
    assertThat(delays).contains(Duration.ofMillis(2500));
    assertThat(delays.stream().distinct().count()).isGreaterThan(100);
  }

  @Test
  void noAttemptBeginsAfterTheElapsedTime() {
    RetryPolicy policy = policy("limited");

    assertThat(next(policy, 1, ofSeconds(6))).contains(ofSeconds(3));
    assertThat(next(policy, 1, ofSeconds(7))).isEmpty();
  }

  @Test
  void exceptionsAreChosenByTypeAndExcludedByType() {
    RetryPolicy policy = policy("some");

    assertThat(policy.next(new FailedAttempt(1, Duration.ZERO, new IOException(), 0))).isPresent();
    assertThat(policy.next(new FailedAttempt(1, Duration.ZERO, new FileNotFoundException(), 0)))
        .isEmpty();
    assertThat(policy.next(new FailedAttempt(1, Duration.ZERO, new RuntimeException(), 0)))
        .isEmpty();
  }

  @Test
  void aPolicyClassIsMadeAndAsked() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    assertThat(delays(policy("policy"), 2)).containsExactly(Duration.ZERO, ofSeconds(-1));
    assertThat(delays(policy("hiddenPolicy"), 1)).containsExactly(ofSeconds(5));
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void everyProblemIsToldAtOnce() {
    assertThat(problems("allWrong"))
        .containsExactly(
            "@Retry(attempts = 0) would not run the step at all; it includes the first attempt, so write at least 1",
            "@Retry(multiplier = 0.5) must be a finite number of at least 1; 1 keeps the delay the same",
            "@Retry(delay = \"5s\") is no ISO-8601 duration; write it like PT5S or PT2M",
            "@Retry(maxDelay = \"PT-1S\") is negative; write zero or more",
            "@Retry(on = {}) retries nothing; name exceptions, or leave it out to retry all");
  }

  @Test
  void errorsAndContradictionsAreRefused() {
    assertThat(problems("errors"))
        .containsExactly(
            "@Retry(on) names java.lang.OutOfMemoryError, but an Error is never retried; name exceptions only",
            "@Retry names java.lang.Exception both in on and in unless; take it out of one");
  }

  @Test
  void aPolicyStandsAlone() {
    assertThat(problems("both"))
        .containsExactly(
            "@Retry(policy = "
                + Twice.class.getName()
                + ") replaces the other attributes; leave them out, or write it all into the policy");
  }

  @Test
  void aPolicyClassThatCannotBeMadeIsToldWhy() {
    assertThat(problems("abstractPolicy"))
        .singleElement()
        .asString()
        .endsWith("$Abstract) cannot be made: it is abstract; name a class that can be made");
    assertThat(problems("innerPolicy"))
        .singleElement()
        .asString()
        .endsWith("$Inner) cannot be made: it is an inner class; make it static");
    assertThat(problems("needyPolicy"))
        .singleElement()
        .asString()
        .endsWith("$Needy) cannot be made: it has no constructor without parameters; add one");
  }

  @Test
  void aPolicyClassThatFailsIsToldWhy() {
    assertThat(problems("throwingPolicy"))
        .singleElement()
        .asString()
        .endsWith("its constructor threw java.lang.IllegalStateException: no key");
    assertThat(problems("rudePolicy"))
        .singleElement()
        .asString()
        .endsWith("making or asking it threw " + Rude.class.getName() + "$1");
    assertThat(problems("emptyPolicy"))
        .singleElement()
        .asString()
        .endsWith("its get() returned null; return a RetryPolicy");
  }
}
