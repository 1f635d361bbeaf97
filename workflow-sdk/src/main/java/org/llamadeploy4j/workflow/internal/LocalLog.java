package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunLog;

/**
 * The log of a run in this process: the event stream, and the journal where it is asked for.
 * Thread-safe.
 */
final class LocalLog implements RunLog {

  private final EventBuffer events;
  private final boolean journaled;
  private volatile boolean internal;
  private final List<byte[]> journal = new ArrayList<>(); // guarded by this

  LocalLog(EventBuffer events, boolean journaled) {
    this.events = events;
    this.journaled = journaled;
  }

  EventBuffer events() {
    return events;
  }

  /** From now on somebody reads what the engine tells about steps. */
  void wantInternal() {
    internal = true;
  }

  @Override
  public boolean wantsProgress() {
    return internal;
  }

  /** The ticks so far; empty where they are not kept. */
  synchronized List<byte[]> journal() {
    return List.copyOf(journal);
  }

  @Override
  public CommitResult commit(Commit commit) {
    if (journaled) {
      synchronized (this) {
        journal.addAll(commit.ticks());
      }
    }
    commit.events().forEach(events::add);
    return CommitResult.Committed.nothingNew();
  }

  @Override
  public void publish(PublishedEvent event) {
    events.add(event);
  }

  @Override
  public boolean mayRun() {
    return true;
  }

  @Override
  public boolean keepsJournal() {
    return journaled;
  }
}
