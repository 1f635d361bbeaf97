package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Carries signals by Redis pub/sub over one connection that comes back by itself.
 *
 * <p>Subscribers say which channels they want ({@link SignalTopics}); the writer thread brings the
 * connection into line with that; a reader thread per connection takes confirmations and messages.
 * Both are platform threads.
 */
final class RedisCarrier implements ChannelSignals.Carrier, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisCarrier.class);

  /** The server is made to say something this often, so that its silence means something. */
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int SILENCE_MILLIS = 6_000;
  private static final long BACKOFF_MILLIS = 20;
  private static final long MAX_BACKOFF_MILLIS = 500;
  private static final long CLOSE_MILLIS = 2_000;

  private final RedisSettings settings;
  private final SignalTopics topics = new SignalTopics();
  private final SignalDispatcher dispatcher = SignalDispatcher.start();
  private final Thread writer;

  private RedisCarrier(RedisSettings settings) {
    this.settings = settings;
    this.writer = Thread.ofPlatform().name("signals-writer").daemon().unstarted(this::run);
  }

  /** Starts connecting; does not wait for it. */
  static RedisCarrier start(RedisSettings settings) {
    RedisCarrier carrier = new RedisCarrier(settings);
    carrier.writer.start();
    return carrier;
  }

  @Override
  public Signals.Subscription subscribe(String channel, Mailbox<?> mailbox) {
    SignalTopics.Topic topic = topics.add(channel, mailbox);
    boolean confirmed = false;
    try {
      confirmed = topics.awaitConfirmation(topic, settings.callTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(channel, e);
    } finally {
      if (!confirmed) {
        unsubscribe(topic, mailbox);
      }
    }
    if (!confirmed) {
      throw unavailable(channel, null);
    }
    return () -> unsubscribe(topic, mailbox);
  }

  /** Ends the connection and the threads; idempotent. */
  @Override
  public void close() {
    SignalWire last = topics.close();
    if (last != null) {
      last.close();
    }
    writer.interrupt();
    try {
      if (!writer.join(Duration.ofMillis(CLOSE_MILLIS))) {
        LOG.warn("the connection for signals did not end within {} ms", CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dispatcher.close();
  }

  private void unsubscribe(SignalTopics.Topic topic, Mailbox<?> mailbox) {
    mailbox.close();
    topics.remove(topic, mailbox);
  }

  private MessagingUnavailableException unavailable(
      String channel, @Nullable InterruptedException cause) {
    return new MessagingUnavailableException(
        "Redis at %s did not confirm the subscription to %s".formatted(settings.address(), channel),
        cause);
  }

  private void run() {
    long backoff = BACKOFF_MILLIS;
    try {
      while (!topics.isClosed()) {
        try (SignalWire fresh = SignalWire.open(settings, SILENCE_MILLIS)) {
          backoff = BACKOFF_MILLIS;
          serve(fresh);
        } catch (JedisException e) {
          LOG.debug("no connection for signals to {}", settings.address(), e);
        }
        Thread.sleep(backoff);
        backoff = Math.min(MAX_BACKOFF_MILLIS, backoff * 2);
      }
    } catch (InterruptedException e) {
      LOG.debug("the connection for signals to {} ends", settings.address());
    }
  }

  private void serve(SignalWire fresh) throws InterruptedException {
    topics.attach(fresh);
    Thread reader = Thread.ofPlatform().name("signals-reader").daemon().start(() -> read(fresh));
    try {
      while (topics.isAttached(fresh)) {
        write(fresh, topics.awaitChanges(fresh, PING_NANOS));
      }
    } finally {
      topics.detach(fresh);
      fresh.close();
      reader.join(CLOSE_MILLIS);
    }
  }

  private static void write(SignalWire fresh, SignalTopics.Changes changes) {
    if (!changes.unwanted().isEmpty()) {
      fresh.unsubscribe(changes.unwanted());
    }
    if (!changes.wanted().isEmpty()) {
      fresh.subscribe(changes.wanted());
    }
    // Also when nothing changed: its answer tells the reader that the server is there.
    fresh.ping();
  }

  private void read(SignalWire from) {
    try {
      while (topics.isAttached(from)) {
        take(from.read());
      }
    } catch (JedisException e) {
      if (!topics.isClosed()) {
        LOG.info("lost the connection for signals to {}: {}", settings.address(), e.getMessage());
      }
    } finally {
      topics.detach(from);
    }
  }

  /** A message is {@code [message, channel, content]}, a confirmation {@code [subscribe, …]}. */
  private void take(List<?> said) {
    if (said.size() < 3 || !(said.get(0) instanceof byte[] kind)) {
      return;
    }
    switch (new String(kind, StandardCharsets.US_ASCII)) {
      case "subscribe" -> topics.confirm().forEach(dispatcher::offerEverything);
      case "message" -> {
        String channel = new String((byte[]) said.get(1), StandardCharsets.UTF_8);
        byte[] content = (byte[]) said.get(2);
        topics.subscribers(channel).forEach(mailbox -> dispatcher.offer(mailbox, content));
      }
      default -> LOG.trace("the server has confirmed something that nobody waits for");
    }
  }
}
