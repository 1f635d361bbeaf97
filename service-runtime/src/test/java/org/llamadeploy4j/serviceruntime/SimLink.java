package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.SimulatedRedis;

/** The way from one process to the store and back, with all that may happen on it. */
final class SimLink implements SimulatedRedis.Line {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final SimProcess process;
  private final SimWorld world;
  private final Random random;
  private boolean cut;

  SimLink(SimProcess process, SimWorld world, Random random) {
    this.process = process;
    this.world = world;
    this.random = random;
  }

  /** How a call ended: with a reply, or with an exception. */
  private record Answer<T>(@Nullable T reply, @Nullable MessagingException problem) {
    T orThrow() {
      if (problem != null) {
        throw problem;
      }
      return Objects.requireNonNull(reply);
    }

    static <T> Answer<T> none() {
      return new Answer<>(null, new MessagingUnavailableException("no answer", null));
    }
  }

  SimProcess process() {
    return process;
  }

  void cut(boolean isCut) {
    cut = isCut;
  }

  /** Calls the store; the calling thread waits. */
  <T> T call(String what, Object request, Supplier<T> operation) {
    SimProcess.Waiter waiter = new SimProcess.Waiter();
    AtomicReference<Answer<T>> answer = new AtomicReference<>(Answer.none());
    send(
        new Call<>(what, request, operation),
        a -> {
          answer.set(a);
          waiter.wake();
        });
    waiter.awaitUninterruptibly();
    return answer.get().orThrow();
  }

  /** Calls the store; nobody waits. */
  <T> CompletionStage<T> callLater(String what, Object request, Supplier<T> operation) {
    CompletableFuture<T> future = new CompletableFuture<>();
    send(
        new Call<>(what, request, operation),
        a ->
            process.start(
                "reply",
                () -> {
                  if (a.problem() == null) {
                    future.complete(a.reply());
                  } else {
                    future.completeExceptionally(a.problem());
                  }
                }));
    return future;
  }

  private record Call<T>(String what, Object request, Supplier<T> operation) {}

  private <T> void send(Call<T> call, Consumer<Answer<T>> to) {
    SimTrouble trouble = world.trouble();
    if (cut || drawn(trouble.lostRequests())) {
      world.trace(process.name(), "lost", call.what(), call.request());
      giveUp(to);
    } else if (drawn(trouble.late())) {
      giveUp(to);
      Duration late = PATIENCE.plusMillis(random.nextInt(3_000));
      world.time().in(late, () -> execute(call, "late"));
    } else {
      way(() -> arrive(call, to));
    }
  }

  private <T> void arrive(Call<T> call, Consumer<Answer<T>> to) {
    if (cut) {
      giveUp(to);
    } else if (world.isStoreAway()) {
      way(() -> to.accept(Answer.none()));
    } else {
      Answer<T> answer = execute(call, "");
      SimTrouble trouble = world.trouble();
      if (drawn(trouble.repeated())) {
        way(() -> execute(call, "again"));
      }
      if (drawn(trouble.lostReplies())) {
        world.trace(process.name(), "unheard", call.what());
        giveUp(to);
      } else {
        way(() -> {
          if (cut) {
            giveUp(to);
          } else {
            to.accept(answer);
          }
        });
      }
    }
  }

  private <T> Answer<T> execute(Call<T> call, String how) {
    if (world.isStoreAway()) {
      return Answer.none();
    }
    try {
      T reply = call.operation().get();
      world.trace(process.name(), call.what(), how, call.request(), "->", reply);
      return new Answer<>(reply, null);
    } catch (MessagingException e) {
      world.trace(process.name(), call.what(), how, call.request(), "->", e);
      return new Answer<>(null, e);
    }
  }

  private <T> void giveUp(Consumer<Answer<T>> to) {
    world.time().in(PATIENCE, () -> to.accept(Answer.none()));
  }

  private void way(Runnable arrival) {
    boolean slow = drawn(world.trouble().slow());
    int micros = slow ? 2_500_000 : 400;
    world.time().inNanos(1_000L * (50 + random.nextInt(micros)), arrival);
  }

  private boolean drawn(int inThousand) {
    return world.troubled() && inThousand > 0 && random.nextInt(1_000) < inThousand;
  }

  @Override
  public void carry(Runnable hint) {
    boolean lost = world.troubled() && random.nextInt(100) < world.trouble().lostHints();
    if (!cut && !lost) {
      way(() -> process.start("hint", hint));
    }
  }
}
