package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.WaitTimedOutException;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/**
 * Every kind of timer goes on while its run is parked, and when its process dies before, while or
 * after it is. On a clock that the test moves.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TimersAcrossParkAndCrashTest {

  static final class Sleeping extends Workflow {
    @Step
    StopEvent sleep(Context ctx, StartEvent in) throws Exception {
      Instant from = ctx.once("from", Instant.class, ctx::now);
      ctx.sleep(Duration.ofDays(30));
      return StopEvent.of(Duration.between(from, ctx.now()).toSeconds());
    }
  }

  static final class Retrying extends Workflow {
    @Step
    @Retry(attempts = 3, delay = "PT1H", multiplier = 2)
    StopEvent attempt(Context ctx, StartEvent in) throws Exception {
      if (ctx.attempt() < 3) {
        throw new IllegalStateException("not yet");
      }
      return StopEvent.of("attempt " + ctx.attempt());
    }
  }

  /** Its own limit ends it in the middle of a delay. */
  static final class Limited extends Workflow {
    Limited() {
      super(Duration.ofHours(2));
    }

    @Step
    @Retry(attempts = 9, delay = "PT90M")
    @SuppressWarnings("DoNotCallSuggester") // a step that fails
    StopEvent attempt(Context ctx, StartEvent in) {
      throw new IllegalStateException("never");
    }
  }

  static final class Asking extends Workflow {
    Asking() {
      super(Duration.ofMinutes(1));
    }

    @Step
    StopEvent ask(Context ctx, StartEvent in) {
      try {
        HumanResponseEvent answer =
            ctx.waitForEvent(
                HumanResponseEvent.class, WaitOptions.defaults().withTimeout(Duration.ofDays(7)));
        return StopEvent.of(answer.get("response", String.class));
      } catch (WaitTimedOutException e) {
        return StopEvent.of("nobody answered");
      }
    }
  }

  /** Rests for a day, then does not end; its step has a limit. */
  static final class Slow extends Workflow {
    private final CountDownLatch never = new CountDownLatch(1);

    @Step(timeout = "PT10M")
    StopEvent work(Context ctx, StartEvent in) throws Exception {
      ctx.sleep(Duration.ofDays(1));
      never.await();
      return StopEvent.of("never");
    }
  }

  private static ManualHost queued(Supplier<Workflow> workflow) {
    ManualHost host = new ManualHost(workflow);
    host.submit();
    return host;
  }

  @Test
  void aStartThatLiesAheadComesWhateverDiesBefore() {
    try (ManualHost host = new ManualHost(Retrying::new)) {
      Instant start = host.clock.instant();
      host.submit(Duration.ofDays(100));
      host.clock.advance(Duration.ofDays(99));
      host.lapse();
      assertThat(host.status()).isEqualTo(RunStatus.QUEUED);
      host.awaitQueued();
      assertThat(host.clock.instant()).isEqualTo(start.plus(Duration.ofDays(100)));
      host.claim();
      host.park();
      host.awaitTimer();
      host.awaitRest();
      assertThat(host.clock.instant()).isEqualTo(start.plus(Duration.ofDays(100).plusHours(1)));
    }
  }

  @Test
  void aSleepGoesOnWhileItsRunIsParked() {
    try (ManualHost host = queued(Sleeping::new)) {
      host.claim();
      host.park();
      host.awaitTimer();
      assertThat(host.end()).isEqualTo(Long.toString(Duration.ofDays(30).toSeconds()));
    }
  }

  @Test
  void aSleepGoesOnWhenItsProcessDiesBeforeAndWhileItIsParked() {
    try (ManualHost host = queued(Sleeping::new)) {
      host.claim();
      host.awaitRest();
      host.crash();
      host.claim();
      host.park();
      host.clock.advance(Duration.ofDays(7));
      host.crashWhileParked();
      host.awaitTimer();
      assertThat(host.end()).isEqualTo(Long.toString(Duration.ofDays(30).toSeconds()));
    }
  }

  @Test
  void aTimerThatWasDueWhileNobodyLookedFiresAtOnce() {
    try (ManualHost host = queued(Sleeping::new)) {
      host.claim();
      host.park();
      host.clock.advance(Duration.ofDays(40));
      assertThat(host.store().fire(host.shard(), 9).queued()).hasSize(1);
      host.claim();
      host.fireInMemory();
      assertThat(host.end()).isEqualTo(Long.toString(Duration.ofDays(40).toSeconds()));
    }
  }

  @Test
  void retriesKeepTheirDelaysAndTheirCount() {
    try (ManualHost host = queued(Retrying::new)) {
      Instant start = host.clock.instant();
      host.claim();
      host.park();
      host.awaitTimer();
      assertThat(host.clock.instant()).isEqualTo(start.plus(Duration.ofHours(1)));
      host.awaitRest();
      host.crash();
      host.claim();
      host.park();
      host.awaitTimer();
      assertThat(host.end()).isEqualTo("\"attempt 3\"");
      assertThat(host.clock.instant()).isEqualTo(start.plus(Duration.ofHours(3)));
    }
  }

  @Test
  void aRunsTimeLimitPassesWhileItIsParkedBetweenTwoAttempts() {
    try (ManualHost host = queued(Limited::new)) {
      Instant start = host.clock.instant();
      host.claim();
      host.park();
      host.awaitTimer();
      host.awaitRest();
      host.crash();
      host.claim();
      host.park();
      host.awaitTimer();
      assertThat(host.end()).contains("\"code\":\"timed_out\"");
      assertThat(host.clock.instant()).isEqualTo(start.plus(Duration.ofHours(2)));
    }
  }

  @Test
  void aWaitsLimitPassesWhileItsRunIsParkedAndTheRunsOwnStandsStill() {
    try (ManualHost host = queued(Asking::new)) {
      Instant start = host.clock.instant();
      host.claim();
      host.park();
      host.clock.advance(Duration.ofDays(3));
      host.crashWhileParked();
      host.awaitTimer();
      assertThat(host.end()).isEqualTo("\"nobody answered\"");
      assertThat(host.clock.instant()).isEqualTo(start.plus(Duration.ofDays(7)));
    }
  }

  @Test
  void anAnswerInTimeDisarmsTheLimit() {
    try (ManualHost host = queued(Asking::new)) {
      host.claim();
      host.park();
      host.clock.advance(Duration.ofDays(6));
      host.answer("{\"response\":\"yes\"}");
      host.claim();
      assertThat(host.end()).isEqualTo("\"yes\"");
      assertThat(host.store().fire(host.shard(), 9).next()).isNull();
    }
  }

  @Test
  void aStepsLimitCountsForTheAttemptThatFollowsAPark() {
    try (ManualHost host = queued(Slow::new)) {
      host.claim();
      host.park();
      host.awaitTimer();
      assertThat(host.status()).isEqualTo(RunStatus.RUNNING);
      host.awaitStep(host.clock.instant().plus(Duration.ofMinutes(10)));
      host.fireInMemory();
      assertThat(host.end()).contains("\"code\":\"step_timed_out\"");
    }
  }

  @Test
  void aStepsLimitBeginsAnewForTheAttemptThatFollowsACrash() {
    try (ManualHost host = queued(Slow::new)) {
      host.claim();
      host.park();
      host.awaitTimer();
      host.clock.advance(Duration.ofMinutes(9));
      host.crash();
      Instant crashed = host.clock.instant();
      host.claim();
      host.awaitStep(crashed.plus(Duration.ofMinutes(10)));
      host.fireInMemory();
      assertThat(host.end()).contains("\"code\":\"step_timed_out\"");
      assertThat(host.clock.instant()).isEqualTo(crashed.plus(Duration.ofMinutes(10)));
    }
  }
}
