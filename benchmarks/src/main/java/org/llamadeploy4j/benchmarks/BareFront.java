package org.llamadeploy4j.benchmarks;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The HTTP front of the bare harness: one route that submits and waits for the pushed reply, with
 * the settings the API server uses. Bodies are passed on unread. Safe for use by many threads.
 */
final class BareFront implements AutoCloseable {
  private static final int QUEUE_LIMIT = 10_000;
  private static final long PATIENCE_SECONDS = 10;

  private final Messaging messaging;
  private final BareWork work;
  private final String replyTo = "bare-" + UUID.randomUUID();
  private final long idBase = UUID.randomUUID().getMostSignificantBits();
  private final AtomicLong ids = new AtomicLong();
  private final Map<TaskId, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
  private final Javalin http;
  private Signals.@Nullable Subscription replies;

  BareFront(Messaging messaging, BareWork work) {
    this.messaging = messaging;
    this.work = work;
    this.http =
        Javalin.create(config -> {
          config.jetty.threadPool = threads();
          config.http.compressionStrategy = CompressionStrategy.NONE;
          config.startup.showJavalinBanner = false;
          config.startup.showOldJavalinVersionWarning = false;
          config.startup.startupWatcherEnabled = false;
          config.routes.get("/status/", context -> context.json("up"));
          config.routes.post("/deployments/{deployment}/tasks/run", this::run);
        });
  }

  // As the API server does: platform threads select, virtual ones handle.
  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(32, 4);
    pool.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return pool;
  }

  /** Starts listening on loopback; 0 picks a free port. */
  void start(int port) {
    replies = messaging.signals().onReply(replyTo, this::ended);
    http.start("127.0.0.1", port);
  }

  int port() {
    return http.port();
  }

  private void run(Context context) throws InterruptedException {
    if (work.steps() == 0) {
      context.bodyAsBytes();
      context.contentType("application/json").result(work.answer());
      return;
    }
    TaskId task = TaskId.of(work.shard().number(), new UUID(idBase, ids.incrementAndGet()));
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    waiting.put(task, result);
    try {
      SubmitReply reply = messaging.runs().submit(request(task, context.bodyAsBytes()));
      if (reply instanceof SubmitReply.Accepted) {
        context
            .contentType("application/json")
            .result(result.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      } else {
        context.status(503).result(reply.toString());
      }
    } catch (ExecutionException | TimeoutException e) {
      context.status(500).result("no answer to " + task + ": " + e);
    } finally {
      waiting.remove(task);
    }
  }

  private SubmitRequest request(TaskId task, byte[] input) {
    return new SubmitRequest(
        work.shard(),
        task,
        BareWork.SERVICE,
        null,
        input,
        new SubmitLimits(QUEUE_LIMIT, 1),
        replyTo);
  }

  private void ended(Signals.@Nullable EndedRun run) {
    // After a reconnect (null) replies may be lost: those requests run into their time limit.
    CompletableFuture<byte[]> result = run == null ? null : waiting.get(run.task());
    if (run != null && result != null) {
      result.complete(run.result());
    }
  }

  @Override
  public void close() {
    http.stop();
    if (replies != null) {
      replies.close();
    }
  }
}
