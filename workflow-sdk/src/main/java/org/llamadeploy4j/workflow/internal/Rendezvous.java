package org.llamadeploy4j.workflow.internal;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.llamadeploy4j.workflow.engine.AttemptId;
import org.llamadeploy4j.workflow.engine.CollectedSet;
import org.llamadeploy4j.workflow.internal.turns.Turns;

/**
 * Where attempts wait for their driver in the middle of a step. Each place is taken by one attempt.
 * Thread-safe.
 */
final class Rendezvous {

  private final Turns turns;
  private final Map<Place, CompletableFuture<CollectedSet>> places = new ConcurrentHashMap<>();

  private record Place(AttemptId attempt, String what) {}

  Rendezvous(Turns turns) {
    this.turns = turns;
  }

  /** Asks, and waits to be answered. */
  CollectedSet await(AttemptId attempt, String what, Runnable ask) throws InterruptedException {
    Place place = new Place(attempt, what);
    CompletableFuture<CollectedSet> answer = new CompletableFuture<>();
    places.put(place, answer);
    try {
      ask.run();
      return turns.await(answer);
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer never fails", e);
    } finally {
      places.remove(place);
    }
  }

  /** Answers whoever waits there; nothing happens if nobody does any more. */
  void answer(AttemptId attempt, String what, CollectedSet set) {
    CompletableFuture<CollectedSet> waiting = places.get(new Place(attempt, what));
    if (waiting != null) {
      waiting.complete(set);
    }
  }
}
