package org.llamadeploy4j.apiserver;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.controlplane.LiveDeployment;
import org.llamadeploy4j.messaging.EventPage;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.EventWire;
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
  void copy(LiveDeployment deployment, TaskId task, boolean raw, Exchange exchange)
      throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      throw new ControlPlaneException(
          ErrorCode.OVERLOADED,
          "%d event streams are open, the most there may be".formatted(maxStreams));
    }
    Semaphore news = new Semaphore(0);
    open.add(news);
    try (Subscription _ = deployment.onNews(task, news::release)) {
      NdjsonStream stream = exchange.stream();
      try {
        pump(deployment, task, raw, stream, news);
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

  private void pump(
      LiveDeployment deployment, TaskId task, boolean raw, NdjsonStream stream, Semaphore news)
      throws IOException, InterruptedException {
    long from = 0;
    while (!closed) {
      EventPage page = deployment.events(task, from, PAGE);
      from = page.next();
      write(page, raw, stream);
      if (!page.events().isEmpty()) {
        continue;
      }
      if (page.ended()) {
        return;
      }
      if (news.tryAcquire(sweep.toNanos(), TimeUnit.NANOSECONDS)) {
        news.drainPermits();
      }
    }
    stream.abort();
  }

  private static void write(EventPage page, boolean raw, NdjsonStream stream) throws IOException {
    for (byte[] stored : page.events()) {
      EventEnvelope event = EnvelopeCodec.decodeEnvelope(stored);
      if (!event.internal()) {
        stream.write(EventWire.line(event, raw));
      }
    }
    if (!page.events().isEmpty()) {
      stream.flush();
    }
  }

  /** Cuts all streams: their runs go on, so none of them is whole. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Semaphore::release);
  }
}
