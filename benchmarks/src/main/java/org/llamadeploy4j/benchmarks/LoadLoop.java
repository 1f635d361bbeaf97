package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All clients on one thread and one selector: first the warm-up, then the time that counts, then a
 * wait for the answers under way. Everything here belongs to the thread that calls {@link #run}.
 */
final class LoadLoop {
  private static final int MOST_ERRORS = 1_000;
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);

  private final LoadSettings settings;
  private final byte[] expected;
  private LatencyHistogram latencies = new LatencyHistogram();
  private long errors;
  private String firstError = "";
  private long refused;
  private int underWay;

  /** When to send what; null: each client when it has its answer. */
  private @Nullable SendTimes times;

  private final Deque<LoadClient> idle = new ArrayDeque<>();
  private boolean sending = true;

  LoadLoop(LoadSettings settings) {
    this.settings = settings;
    this.expected = settings.expected().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Runs the load; blocks for as long as the settings say.
   *
   * @throws IOException when the server cannot be reached
   * @throws BenchmarkException when errors are all there is
   */
  LoadReport run() throws IOException {
    try (Selector selector = Selector.open()) {
      List<LoadClient> clients = connect(selector);
      try {
        if (settings.rate() > 0) {
          beginRate();
          idle.addAll(clients);
        } else {
          for (LoadClient client : clients) {
            send(client);
          }
        }
        loopUntil(selector, System.nanoTime() + settings.warmUp().toNanos(), Long.MAX_VALUE);
        return count(selector);
      } finally {
        for (LoadClient client : clients) {
          client.close();
        }
      }
    }
  }

  private void beginRate() {
    times = new SendTimes(settings.rate(), System.nanoTime());
  }

  private LoadReport count(Selector selector) throws IOException {
    if (times != null) {
      beginRate(); // what the warm-up could not send in time is not made up for
    }
    latencies = new LatencyHistogram();
    refused = 0;
    Map<String, ProcessUsage> before = usage();
    long own = ownCpuMicros();
    long start = System.nanoTime();
    loopUntil(selector, start + settings.limit().toNanos(), settings.requests());
    double seconds = (System.nanoTime() - start) / 1e9;
    long ownUsed = ownCpuMicros() - own;
    Map<String, ProcessUsage> after = usage();
    LatencyHistogram counted = latencies;
    long countedRefusals = refused;

    sending = false;
    latencies = new LatencyHistogram();
    loopUntil(selector, System.nanoTime() + LAST_ANSWERS.toNanos(), Long.MAX_VALUE);
    if (underWay > 0) {
      fail(underWay + " requests had no answer " + LAST_ANSWERS.toSeconds() + " s after the end");
    }
    return LoadReport.of(
        settings.clients(),
        seconds,
        counted,
        countedRefusals,
        new LoadReport.Errors(errors, firstError),
        LoadReport.processes(before, after, counted.total(), ownUsed));
  }

  private List<LoadClient> connect(Selector selector) throws IOException {
    InetSocketAddress address = new InetSocketAddress(settings.url().getHost(), settings.port());
    byte[] request = settings.request();
    List<LoadClient> clients = new ArrayList<>();
    for (int i = 0; i < settings.clients(); i++) {
      clients.add(new LoadClient(selector, address, request));
    }
    return clients;
  }

  private void loopUntil(Selector selector, long deadlineNanos, long answers) throws IOException {
    while (latencies.total() < answers && (sending || underWay > 0)) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return;
      }
      selector.select(this::serve, Math.max(1, Duration.ofNanos(sendDue(left)).toMillis()));
      if (errors > MOST_ERRORS) {
        throw new BenchmarkException(
            "more than " + MOST_ERRORS + " errors; the first: " + firstError);
      }
    }
  }

  /**
   * Sends what is due as far as clients are idle; how long nothing is due, {@code most} at most.
   */
  private long sendDue(long most) throws IOException {
    SendTimes due = times;
    if (due == null || !sending) {
      return most;
    }
    while (!idle.isEmpty() && due.untilNext(System.nanoTime()) <= 0) {
      due.take();
      send(idle.removeFirst());
    }
    return idle.isEmpty() ? most : Math.clamp(due.untilNext(System.nanoTime()), 0, most);
  }

  private void send(LoadClient client) throws IOException {
    client.send(System.nanoTime());
    underWay++;
  }

  private void serve(SelectionKey key) {
    LoadClient client = (LoadClient) key.attachment();
    try {
      if (key.isWritable()) {
        client.write();
      } else if (client.read()) {
        ended(client);
      }
    } catch (IOException e) {
      underWay--;
      fail(e.toString());
      reconnect(client);
    }
  }

  private void ended(LoadClient client) throws IOException {
    long now = System.nanoTime();
    underWay--;
    if (times != null && client.answer.isRefusal()) {
      refused++;
    } else {
      latencies.record(now - client.sentNanos());
      if (!client.answer.is(expected)) {
        fail("answered " + client.answer.describe());
      }
    }
    goOn(client);
  }

  private void goOn(LoadClient client) throws IOException {
    if (times != null) {
      idle.add(client);
    } else if (sending) {
      send(client);
    }
  }

  private void reconnect(LoadClient client) {
    if (!sending) {
      return;
    }
    try {
      client.reconnect();
      goOn(client);
    } catch (IOException e) {
      throw new BenchmarkException("lost a connection and cannot make another: " + e, e);
    }
  }

  private void fail(String what) {
    errors++;
    if (firstError.isEmpty()) {
      firstError = what;
    }
  }

  private Map<String, ProcessUsage> usage() {
    Map<String, ProcessUsage> usage = new HashMap<>();
    settings.processes().forEach((label, pid) -> usage.put(label, ProcessUsage.of(pid)));
    return usage;
  }

  private static long ownCpuMicros() {
    return ProcessUsage.of(ProcessHandle.current().pid()).cpuMicros();
  }
}
