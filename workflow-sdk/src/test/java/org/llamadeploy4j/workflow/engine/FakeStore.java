package org.llamadeploy4j.workflow.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is durable of one run, with the fences of a real store: owner and journal length. Its
 * journal may be made short.
 */
final class FakeStore {

  final List<Tick> journal = new ArrayList<>();

  /** All ticks that were ever committed. */
  final List<Tick> whole = new ArrayList<>();

  final List<CoreInput.Incoming> inbox = new ArrayList<>();
  final List<Command> shown = new ArrayList<>();
  final List<Ending> endings = new ArrayList<>();
  int owner;
  int inboxSeen;

  /** What a store answers, seen from the core. */
  CoreInput commit(int asOwner, Action.Batch batch) {
    if (asOwner != owner || batch.lengthBefore() != length() || !endings.isEmpty()) {
      return new CoreInput.Fenced("owner or length");
    }
    List<CoreInput.Incoming> fresh = List.copyOf(inbox.subList(inboxSeen, inbox.size()));
    if (!fresh.isEmpty() && (batch.ending() != null || batch.waiting())) {
      inboxSeen = inbox.size();
      return new CoreInput.InboxChanged(fresh);
    }
    journal.addAll(batch.ticks());
    whole.addAll(batch.ticks());
    shown.addAll(batch.shown());
    inbox.subList(0, batch.inboxTaken()).clear();
    inboxSeen = inbox.size();
    if (batch.ending() != null) {
      endings.add(batch.ending());
    }
    return new CoreInput.Committed(fresh);
  }

  private int length() {
    return TickCount.length(journal);
  }

  /** Puts the snapshot in place of all ticks so far. */
  void compact(Tick.Compacted soFar) {
    journal.clear();
    journal.add(soFar);
  }

  /** What a store answers when it is asked to let go of the run. */
  CoreInput park(int asOwner, Action.Park park) {
    if (asOwner != owner || park.journalLength() != length() || !endings.isEmpty()) {
      return new CoreInput.Fenced("owner or length");
    }
    if (inboxSeen < inbox.size()) {
      List<CoreInput.Incoming> fresh = List.copyOf(inbox.subList(inboxSeen, inbox.size()));
      inboxSeen = inbox.size();
      return new CoreInput.InboxChanged(fresh);
    }
    owner++;
    return new CoreInput.Parked();
  }

  /** A new owner, to whom nothing of the inbox was handed over yet. */
  int takeOver() {
    inboxSeen = 0;
    return ++owner;
  }

  @Nullable Ending ending() {
    return endings.isEmpty() ? null : endings.getFirst();
  }
}
