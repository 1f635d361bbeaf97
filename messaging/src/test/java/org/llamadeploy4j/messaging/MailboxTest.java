package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final List<String> told = new ArrayList<>();
  private final Mailbox<String> mailbox =
      new Mailbox<>(MailboxTest::text, word -> told.add(word == null ? "everything" : word));

  @Test
  void itIsPutInLineOnceForAllThatComesBeforeItIsEmptied() {
    assertThat(mailbox.offer(bytes("a"))).isTrue();
    assertThat(mailbox.offer(bytes("b"))).isFalse();
    mailbox.empty();
    assertThat(mailbox.offer(bytes("c"))).isTrue();
    mailbox.empty();
    assertThat(told).containsExactly("a", "b", "c");
  }

  @Test
  void equalNewsAreToldOnce() {
    mailbox.offer(bytes("a"));
    mailbox.offer(bytes("a"));
    mailbox.empty();
    assertThat(told).containsExactly("a");
  }

  @Test
  void moreNewsThanItHoldsBecomeEverything() {
    for (int i = 0; i <= 1024; i++) {
      mailbox.offer(bytes("n" + i));
    }
    mailbox.offer(bytes("last"));
    mailbox.empty();
    assertThat(told).containsExactly("everything", "last");
  }

  @Test
  void anInterruptionIsToldOnce() {
    mailbox.offer(bytes("a"));
    mailbox.offerEverything();
    mailbox.offerEverything();
    mailbox.empty();
    assertThat(told).containsExactly("everything");
  }

  @Test
  void nothingIsToldAfterItIsClosed() {
    mailbox.offer(bytes("a"));
    mailbox.close();
    mailbox.empty();
    assertThat(mailbox.offer(bytes("b"))).isFalse();
    mailbox.empty();
    assertThat(told).isEmpty();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
