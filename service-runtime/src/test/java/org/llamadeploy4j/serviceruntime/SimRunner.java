package org.llamadeploy4j.serviceruntime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Plays worlds, one after the other or on all processors. */
final class SimRunner {
  /** So many bad worlds are enough to look at. */
  private static final int ENOUGH = 3;

  private SimRunner() {}

  /**
   * A world that was played.
   *
   * @param seed of which everything follows
   * @param outcome what was found
   */
  record Played(long seed, SimWorld.Outcome outcome) {
    boolean bad() {
      return !outcome.findings().isEmpty();
    }

    /** What was found, how it came to that, and how to see it again. */
    String text() {
      return "seed %d, again with -Dsimulation.seed=%d: %s%n%s%n"
          .formatted(
              seed,
              seed,
              String.join(System.lineSeparator(), outcome.findings()),
              outcome.trace().text());
    }
  }

  /** Plays the worlds of these seeds in their order until one is bad; the last one played. */
  static Played untilBad(long from, long to, SimBug bug) {
    try (SimStage stage = new SimStage()) {
      Played played = play(from, bug, stage, false);
      for (long seed = from + 1; seed <= to && !played.bad(); seed++) {
        played = play(seed, bug, stage, false);
      }
      return played;
    }
  }

  /** Plays one world. */
  static Played one(long seed, boolean wholeTrace) {
    try (SimStage stage = new SimStage()) {
      return play(seed, SimBug.NONE, stage, wholeTrace);
    }
  }

  private static Played play(long seed, SimBug bug, SimStage stage, boolean wholeTrace) {
    return new Played(seed, new SimWorld(seed, bug, stage, wholeTrace).play());
  }

  /** Plays many worlds on all processors; the bad ones, if any, by seed. */
  static List<Played> many(long from, long to) throws InterruptedException {
    AtomicLong next = new AtomicLong(from);
    List<Played> bad = Collections.synchronizedList(new ArrayList<>());
    Callable<Void> worker =
        () -> {
          try (SimStage stage = new SimStage()) {
            for (long seed = next.getAndIncrement();
                seed <= to && bad.size() < ENOUGH;
                seed = next.getAndIncrement()) {
              Played played = play(seed, SimBug.NONE, stage, false);
              if (played.bad()) {
                bad.add(played);
              }
            }
          }
          return null;
        };
    int workers = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      for (Future<Void> done : threads.invokeAll(Collections.nCopies(workers, worker))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return bad.stream().sorted((a, b) -> Long.compare(a.seed(), b.seed())).toList();
  }
}
