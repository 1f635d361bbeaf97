package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MailboxTest {

  private final Mailbox<Integer> mailbox = new Mailbox<>();
  private final AtomicInteger owners = new AtomicInteger();
  private final AtomicInteger intruders = new AtomicInteger();
  private final AtomicInteger read = new AtomicInteger();

  private void add(int mail) {
    if (mailbox.add(mail)) {
      workOff();
    }
  }

  /** As a run's driver does; the count of owners is let go before the mailbox is. */
  private void workOff() {
    boolean done;
    do {
      if (owners.incrementAndGet() > 1) {
        intruders.incrementAndGet();
      }
      while (mailbox.take() != null) {
        read.incrementAndGet();
      }
      owners.decrementAndGet();
      done = mailbox.isDone();
    } while (!done);
  }

  @Test
  void whoeverFindsItEmptyWorksItOffAndNobodyElse() {
    assertThat(mailbox.add(1)).isTrue();
    assertThat(mailbox.add(2)).isFalse();
    assertThat(mailbox.take()).isEqualTo(1);
    assertThat(mailbox.isDone()).isFalse();
    assertThat(mailbox.take()).isEqualTo(2);
    assertThat(mailbox.take()).isNull();
    assertThat(mailbox.isDone()).isTrue();
    assertThat(mailbox.add(3)).isTrue();
  }

  /** Senders overtake each other, and come while the last mail is read. */
  @Test
  void manySendersLeaveNoMailUnreadAndNeverMakeTwoOwners() throws InterruptedException {
    int senders = 8;
    int mails = 100_000;
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                awaitUninterruptibly(begin);
                for (int mail = 0; mail < mails; mail++) {
                  add(mail);
                }
              }));
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(intruders.get()).as("times that a mailbox had two owners").isZero();
    assertThat(read.get()).isEqualTo(senders * mails);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
