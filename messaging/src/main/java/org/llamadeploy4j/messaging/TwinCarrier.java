package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Carries signals within this process: the twin of {@link RedisCarrier}. Thread-safe. */
final class TwinCarrier implements ChannelSignals.Carrier, Hints, AutoCloseable {
  private final SignalDispatcher dispatcher = SignalDispatcher.start();
  private final Map<String, List<Mailbox<?>>> subscribers = new ConcurrentHashMap<>();

  @Override
  public Signals.Subscription subscribe(String channel, Mailbox<?> mailbox) {
    subscribers.compute(
        channel,
        (key, present) -> {
          List<Mailbox<?>> mailboxes = present == null ? new CopyOnWriteArrayList<>() : present;
          mailboxes.add(mailbox);
          return mailboxes;
        });
    return () -> unsubscribe(channel, mailbox);
  }

  @Override
  public void publish(String channel, byte[] message) {
    for (Mailbox<?> mailbox : subscribers.getOrDefault(channel, List.of())) {
      dispatcher.offer(mailbox, message);
    }
  }

  /** Does what the end of an outage does: every subscriber looks at everything. */
  void reconnect() {
    for (List<Mailbox<?>> mailboxes : subscribers.values()) {
      mailboxes.forEach(dispatcher::offerEverything);
    }
  }

  @Override
  public void close() {
    dispatcher.close();
  }

  private void unsubscribe(String channel, Mailbox<?> mailbox) {
    mailbox.close();
    subscribers.computeIfPresent(
        channel,
        (key, mailboxes) -> {
          mailboxes.remove(mailbox);
          return mailboxes.isEmpty() ? null : mailboxes;
        });
  }
}
