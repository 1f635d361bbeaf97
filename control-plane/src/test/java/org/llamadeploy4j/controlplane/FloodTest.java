package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.protocol.AdmissionRules;

/** A flood of requests leaves the way to the store to what was accepted. */
class FloodTest {
  private static final int FLOOD = 500;

  private final CountDownLatch storeAnswers = new CountDownLatch(1);
  private final AtomicInteger submitting = new AtomicInteger();

  @Test
  void noMoreThanSixtyFourRequestsOfAServerAreInTheStoreAtATime() throws InterruptedException {
    try (Shop shop = new Shop(AdmissionRules.DEFAULT, RouterSettings.defaults());
        Router router = new Router(slow(shop.messaging), RouterSettings.defaults())) {
      List<Thread> requests = new ArrayList<>();
      for (int i = 0; i < FLOOD; i++) {
        requests.add(
            Thread.ofVirtual().start(() -> router.open("shop").create(Shop.wish("{}", null))));
      }
      Awaitility.await().until(() -> requests.stream().allMatch(FloodTest::waits));

      assertThat(submitting).hasValue(64);
      storeAnswers.countDown();
      for (Thread request : requests) {
        request.join();
      }
      assertThat(shop.messaging.runs().queued(Shop.SHARD, Shop.ECHO.spec().id())).isEqualTo(FLOOD);
    }
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  /** A store that takes no task until it is told to. */
  private Messaging slow(Messaging messaging) {
    RunStore runs = with(RunStore.class, messaging.runs(), "submit", this::awaitAnswer);
    return with(Messaging.class, messaging, "runs", () -> runs);
  }

  private @Nullable Object awaitAnswer() {
    submitting.incrementAndGet();
    try {
      storeAnswers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  /** An object with one method that answers something else; null: it passes the call on. */
  private static <T> T with(
      Class<T> type, T other, String name, Supplier<@Nullable Object> instead) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = method.getName().equals(name) ? instead.get() : null;
              return answer == null ? call(other, method, arguments) : answer;
            }));
  }

  private static @Nullable Object call(Object other, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(other, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
