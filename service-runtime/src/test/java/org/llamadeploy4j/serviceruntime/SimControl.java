package org.llamadeploy4j.serviceruntime;

import org.llamadeploy4j.messaging.CancelReply;
import org.llamadeploy4j.messaging.CancelRequest;
import org.llamadeploy4j.messaging.RetryReply;
import org.llamadeploy4j.messaging.RetryRequest;
import org.llamadeploy4j.messaging.RunControl;

/** What clients of a simulated world do to their tasks from outside. */
final class SimControl {
  private final RunControl far;
  private final SimLink link;
  private final SimLedger ledger;

  SimControl(RunControl far, SimLink link, SimLedger ledger) {
    this.far = far;
    this.link = link;
    this.ledger = ledger;
  }

  CancelReply cancel(CancelRequest request) {
    return link.call("cancel", request.task(), () -> ledger.cancelled(far.cancel(request)));
  }

  RetryReply retry(RetryRequest request) {
    return link.call("retry", request.task(), () -> ledger.retried(request, far.retry(request)));
  }
}
