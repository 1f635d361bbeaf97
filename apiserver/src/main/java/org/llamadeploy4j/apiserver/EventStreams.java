package org.llamadeploy4j.apiserver;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.controlplane.LiveDeployment;
import org.llamadeploy4j.messaging.EventPage;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the streams of runs to any number of readers, each from the first event on: listens first,
 * then reads what is stored, and reads again at each wake-up. Safe for use by many threads.
 */
final class EventStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final int PAGE = 200;

  private final Semaphore places;
  private final int maxStreams;
  private final Duration sweep;
  private final Set<Semaphore> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EventStreams(int maxStreams, Duration sweep) {
    this.maxStreams = maxStreams;
    this.places = new Semaphore(maxStreams);
    this.sweep = sweep;
  }

  /**
   * Copies one stream, until the run has ended and all of it was written or the reader is gone.
   *
   * @throws ControlPlaneException OVERLOADED when too many streams are open
   */
  void copy(LiveDeployment deployment, TaskId task, StreamWish wish, Exchange exchange)
      throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      throw new ControlPlaneException(
          ErrorCode.OVERLOADED,
          "%d event streams are open, the most there may be".formatted(maxStreams));
    }
    Semaphore news = new Semaphore(0);
    open.add(news);
    try (Subscription _ = deployment.onNews(task, news::release)) {
      Source source = new Source(deployment, task, wish);
      source.watch();
      NdjsonStream stream = exchange.stream();
      try {
        pump(source, stream, news);
      } catch (IOException e) {
        LOG.debug("A reader of task {} is gone", task, e);
      } catch (RuntimeException e) {
        LOG.warn("A stream of task {} was cut: {}", task, e.getMessage());
        LOG.debug("A stream of task {} was cut", task, e);
        stream.abort();
      }
    } finally {
      open.remove(news);
      places.release();
    }
  }

  private void pump(Source source, NdjsonStream stream, Semaphore news)
      throws IOException, InterruptedException {
    long from = 0;
    while (!closed) {
      source.watch();
      EventPage page = source.read(from);
      from = page.next();
      write(page, source.wish, stream);
      if (!page.events().isEmpty()) {
        continue;
      }
      if (page.ended()) {
        return;
      }
      if (news.tryAcquire(source.patience(sweep).toNanos(), TimeUnit.NANOSECONDS)) {
        news.drainPermits();
      }
    }
    stream.abort();
  }

  private static void write(EventPage page, StreamWish wish, NdjsonStream stream)
      throws IOException {
    for (byte[] stored : page.events()) {
      EventEnvelope event = EnvelopeCodec.decodeEnvelope(stored);
      if (wish.includes(event)) {
        stream.write(wish.line(event));
      }
    }
    if (!page.events().isEmpty()) {
      stream.flush();
    }
  }

  /**
   * What one reader reads. While a reader wants internal events, the run is told so again and
   * again; one that does not take what it is sent falls silent. Owned by the thread that copies.
   */
  private static final class Source {
    private final LiveDeployment deployment;
    private final TaskId task;
    private final StreamWish wish;
    private @Nullable Long told;

    Source(LiveDeployment deployment, TaskId task, StreamWish wish) {
      this.deployment = deployment;
      this.task = task;
      this.wish = wish;
    }

    EventPage read(long from) {
      return deployment.events(task, from, PAGE);
    }

    void watch() {
      long now = System.nanoTime();
      if (!wish.internal() || (told != null && now - told < LiveDeployment.WATCH_AGAIN.toNanos())) {
        return;
      }
      told = now;
      try {
        deployment.watch(task);
      } catch (MessagingException e) {
        LOG.debug("The run of task {} is not told that it is read along with", task, e);
      }
    }

    Duration patience(Duration sweep) {
      boolean sooner = wish.internal() && sweep.compareTo(LiveDeployment.WATCH_AGAIN) > 0;
      return sooner ? LiveDeployment.WATCH_AGAIN : sweep;
    }
  }

  /** Cuts all streams: their runs go on, so none of them is whole. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Semaphore::release);
  }
}
