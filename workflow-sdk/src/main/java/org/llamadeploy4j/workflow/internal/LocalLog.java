package org.llamadeploy4j.workflow.internal;

import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunLog;

/** The log of a run in this process: nothing is kept but the event stream. */
record LocalLog(EventBuffer events) implements RunLog {

  @Override
  public CommitResult commit(Commit commit) {
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
}
