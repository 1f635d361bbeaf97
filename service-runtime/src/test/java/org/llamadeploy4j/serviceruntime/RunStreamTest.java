package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.PublishReply;
import org.llamadeploy4j.messaging.PublishRequest;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;

/** A run's stream against a store that loses calls and answers. */
class RunStreamTest {
  private static final long SEED = Long.getLong("ld4j.seed", 20_261_129);
  private static final RunClaim CLAIM =
      new RunClaim(
          new Shard(new Incarnation("d"), 0),
          TaskId.of(0, new UUID(1, 1)),
          new RuntimeId("me"),
          1,
          1,
          "token");

  private final List<String> stored = new ArrayList<>();
  private final List<Call> open = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final RunStream stream = new RunStream(CLAIM, store(), host());

  private record Call(PublishRequest request, CompletableFuture<PublishReply> answer) {}

  private RunStore store() {
    return (RunStore)
        Proxy.newProxyInstance(
            RunStore.class.getClassLoader(),
            new Class<?>[] {RunStore.class},
            (proxy, method, arguments) -> {
              Call call = new Call((PublishRequest) arguments[0], new CompletableFuture<>());
              open.add(call);
              return call.answer();
            });
  }

  private RunStream.Host host() {
    return new RunStream.Host() {
      @Override
      public void missed() {
        told.add("missed");
      }

      @Override
      public void fenced() {
        told.add("fenced");
      }
    };
  }

  /** As the store's script does. */
  private PublishReply store(PublishRequest request) {
    int known = stored.size() - (int) request.first() + 1;
    if (known < 0) {
      return PublishReply.GAP;
    }
    request.events().stream()
        .skip(known)
        .map(event -> new String(event, StandardCharsets.UTF_8))
        .forEach(stored::add);
    return PublishReply.STORED;
  }

  private void answer() {
    Call call = open.removeFirst();
    call.answer().complete(store(call.request()));
  }

  private void lose() {
    open.removeFirst().answer().completeExceptionally(away());
  }

  private static MessagingUnavailableException away() {
    return new MessagingUnavailableException("away", null);
  }

  private void publish(String... events) {
    for (String event : events) {
      assertThat(stream.publish(event.getBytes(StandardCharsets.UTF_8))).isTrue();
    }
  }

  @Test
  void eventsAreSentWithoutWaitingForEachOther() {
    publish("a", "b");
    assertThat(open).hasSize(2);
    answer();
    answer();
    assertThat(stream.flush()).isTrue();
    assertThat(stored).containsExactly("a", "b");
  }

  @Test
  void anEventWhoseCallWasLostIsSentAgainBeforeTheNext() {
    publish("a");
    lose();
    assertThat(told).containsExactly("missed");
    publish("b");
    open.removeFirst().answer().complete(PublishReply.STORED);
    assertThat(open).isEmpty();
    publish("c");
    assertThat(open.getFirst().request().first()).isEqualTo(3);
  }

  @Test
  void aLostCallThatALaterOneOvertookIsMadeUpFor() {
    publish("a", "b");
    lose();
    answer();
    assertThat(stored).isEmpty();
    stream.resend();
    answer();
    assertThat(stream.flush()).isTrue();
    assertThat(stored).containsExactly("a", "b");
  }

  @Test
  void aCommitWaitsUntilTheStoreHasWhatWasLost() {
    publish("a");
    lose();
    assertThat(stream.flush()).isFalse();
    answer();
    assertThat(stream.flush()).isTrue();
    assertThat(stored).containsExactly("a");
  }

  @Test
  void aRunThatIsSomebodyElsesIsToldAndKeepsNoCommitWaiting() {
    publish("a");
    open.removeFirst().answer().complete(PublishReply.FENCED);
    assertThat(told).containsExactly("fenced");
    assertThat(stream.flush()).isTrue();
  }

  @Test
  void whatMakesARunTooLargeIsToldAndNotSentAgain() {
    publish("a", "b");
    answer();
    open.removeFirst().answer().complete(PublishReply.TOO_LARGE);
    assertThat(stream.isTooLarge()).isTrue();
    assertThat(told).as("so that somebody looks").containsExactly("missed");
    assertThat(stream.flush()).as("no commit may follow").isFalse();
    stream.resend();
    assertThat(stream.publish(new byte[1])).isFalse();
    assertThat(open).isEmpty();
    assertThat(stored).containsExactly("a");
  }

  @Test
  void thereIsABoundOnWhatTheStoreHasNotTaken() {
    publish(IntStream.range(0, 256).mapToObj(Integer::toString).toArray(String[]::new));
    while (!open.isEmpty()) {
      lose();
    }
    assertThat(stream.publish(new byte[1])).isFalse();
    answer();
    assertThat(stream.publish(new byte[1])).isTrue();
    assertThat(stored).hasSize(256);
  }

  @Test
  void whateverIsLostEachEventIsStoredOnceAndInOrder() {
    System.out.println("calls lost with -Dld4j.seed=" + SEED);
    Random random = new Random(SEED);
    List<String> all = IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();
    for (String event : all) {
      publish(event);
      for (int left = random.nextInt(4); left > 0 && !open.isEmpty(); left--) {
        happen(random.nextInt(4));
      }
    }
    do {
      while (!open.isEmpty()) {
        happen(random.nextInt(4));
      }
    } while (!stream.flush());
    assertThat(stored).isEqualTo(all);
  }

  private void happen(int what) {
    switch (what) {
      case 0 -> lose();
      case 1 -> { // it arrives, its answer does not
        Call call = open.removeFirst();
        store(call.request());
        call.answer().completeExceptionally(away());
      }
      default -> answer();
    }
  }
}
