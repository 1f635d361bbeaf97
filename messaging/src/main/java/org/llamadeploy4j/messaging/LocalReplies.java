package org.llamadeploy4j.messaging;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who in this process waits for the ends of runs. The end of a run that was completed here and is
 * waited for here is told directly: it spares the server a message and everybody two changes of
 * threads. Only the first listener is told this way; the others hear it by their channel. Safe for
 * use by many threads.
 */
final class LocalReplies {
  private static final Logger LOG = LoggerFactory.getLogger(LocalReplies.class);

  private final AtomicReference<@Nullable Listener> first = new AtomicReference<>();

  private record Listener(String replyTo, Consumer<Signals.@Nullable EndedRun> wake) {}

  /** Tells a listener of runs that end here, unless there is another already. */
  Signals.Subscription listen(String replyTo, Consumer<Signals.@Nullable EndedRun> wake) {
    Listener mine = new Listener(replyTo, wake);
    first.compareAndSet(null, mine);
    return () -> first.compareAndSet(mine, null);
  }

  /** Whose runs need no message when they end here; empty: nobody's. */
  String replyTo() {
    Listener listener = first.get();
    return listener == null ? "" : listener.replyTo();
  }

  /** Tells that a run has ended, on the caller's thread, if its listener is still there. */
  void tell(String replyTo, Signals.EndedRun run) {
    Listener listener = first.get();
    if (listener == null || !listener.replyTo().equals(replyTo)) {
      return;
    }
    try {
      listener.wake().accept(run);
    } catch (RuntimeException e) {
      LOG.error("whoever waits for the end of {} failed", run.task(), e);
    }
  }
}
