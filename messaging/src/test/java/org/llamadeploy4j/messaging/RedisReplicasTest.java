package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** What a call waits for where replicas must have what it wrote. */
class RedisReplicasTest {
  private static final Script SCRIPT = Script.load("queued");

  private final FakeRedis redis =
      new FakeRedis().info("run_id", "first-life").answer("EVALSHA", ":7");
  private final RedisScripts two = RedisScripts.start(redis.settings().withReplicas(2));

  @AfterEach
  void close() {
    two.close();
    redis.close();
  }

  @Test
  void aReplyIsHandedOutWhenEnoughReplicasHaveWhatWasWritten() {
    redis.answer("WAIT", ":2");

    assertThat(run("task")).isEqualTo(7L);
    assertThat(redis.asked()).containsSubsequence("EVALSHA", "PUBLISH", "WAIT");
  }

  @Test
  void withTooFewReplicasTheOutcomeIsUnknownAndTheSameCallMayBeRepeated() {
    redis.answer("WAIT", ":1");

    MessagingUnavailableException refusal =
        catchThrowableOfType(MessagingUnavailableException.class, () -> run("task"));

    assertThat(refusal)
        .hasMessage(
            "outcome unknown: Redis at %s ran script queued, but 1 of the 2 replicas that must have"
                    .formatted(redis.settings().address())
                + " it said so within 500 ms; repeat the request, with the same Idempotency-Key");
    redis.answer("WAIT", ":2");
    assertThat(run("task")).isEqualTo(7L);
  }

  @Test
  void claimsWaitForReplicasAndLeasesDoNot() {
    redis.answer("WAIT", ":0");

    assertThat(run(RedisScripts.AHEAD)).isEqualTo(7L);
    assertThat(run(RedisScripts.REPEATED)).isEqualTo(7L);
    assertThat(two.command("info", Protocol.Command.PING)).isNotNull();
    assertThat(redis.asked()).doesNotContain("WAIT");
    assertThat(
            catchThrowableOfType(
                MessagingUnavailableException.class, () -> run(RedisScripts.CLAIMS)))
        .isNotNull();
  }

  @Test
  void whereNoReplicasAreNeededNoneAreAskedFor() {
    try (RedisScripts none = RedisScripts.start(redis.settings())) {
      assertThat(none.run(SCRIPT, "task", List.of("gen"), List.of())).isEqualTo(7L);
    }
    assertThat(redis.asked()).contains("EVALSHA").doesNotContain("WAIT", "PUBLISH");
  }

  @Test
  void oneQuestionIsUnderWayAtATimeAndStandsForAllCallsBeforeIt() {
    HeldReplies held = new HeldReplies(redis.settings(), 1);
    RedisCall first = call();
    RedisCall second = call();
    RedisCall third = call();
    held.sent(first);
    held.sent(second);
    assertThat(held.question(false)).isEmpty();
    RedisCall asked = held.question(true).getLast();
    held.sent(third);
    assertThat(held.question(true)).isEmpty();

    held.answered(first, 1L);
    held.answered(second, 2L);
    assertThat(first.reply).isNotDone();
    assertThat(held.answered(asked, 1L)).isTrue();

    assertThat(values(first, second)).containsExactly(1L, 2L);
    assertThat(third.reply).isNotDone();
    assertThat(held.question(true)).hasSize(2);
    assertThat(held.question(true)).isEmpty();
  }

  @Test
  void callsWhoseRepliesAreHeldAreSentAgainWhenTheConnectionEnds() {
    HeldReplies held = new HeldReplies(redis.settings(), 1);
    RedisCall first = call();
    RedisCall second = call();
    held.sent(first);
    held.sent(second);
    held.answered(first, 1L);
    held.answered(second, 2L);

    List<RedisCall> again = new ArrayList<>();
    held.drainTo(again);

    assertThat(again).containsExactly(first, second);
    assertThat(first.reply).isNotDone();
  }

  @Test
  void aQuestionThatTheServerRefusesAnswersNobody() {
    redis.answer("WAIT", "-ERR WAIT cannot be used with replica instances");
    CompletableFuture<@Nullable Object> reply =
        two.start(SCRIPT, "task", List.of("gen"), List.of()).toCompletableFuture();
    await().until(() -> redis.asked().stream().filter("WAIT"::equals).count() > 1);
    assertThat(reply).isNotDone();

    redis.answer("WAIT", ":2");

    assertThat(reply.join()).isEqualTo(7L);
  }

  private static List<Object> values(RedisCall... calls) {
    List<Object> values = new ArrayList<>();
    for (RedisCall call : calls) {
      values.add(call.reply.join());
    }
    return values;
  }

  private @Nullable Object run(String lane) {
    return two.run(SCRIPT, lane, List.of("gen"), List.of());
  }

  private static RedisCall call() {
    return RedisCall.script(SCRIPT, List.of(), List.of(), Long.MAX_VALUE);
  }
}
