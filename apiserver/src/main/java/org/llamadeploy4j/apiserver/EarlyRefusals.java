package org.llamadeploy4j.apiserver;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.controlplane.RetryAfter;

/**
 * Refuses new tasks that certainly have no room, on the thread that reads from the network: a flood
 * of them costs no thread, no route and no look at their bodies, and leaves the processors to what
 * was accepted. Every other request goes on, on a virtual thread of its own. Used by any number of
 * threads, none of which it blocks.
 */
final class EarlyRefusals extends Handler.Wrapper {
  private final Function<String, Optional<ControlPlaneException>> arrivals;
  private final Executor requests;

  /**
   * In front of what handles requests.
   *
   * @param arrivals lets a new task for the deployment of that name in, or says why it has no room;
   *     does not block
   * @param requests runs what handles a request
   */
  EarlyRefusals(Function<String, Optional<ControlPlaneException>> arrivals, Executor requests) {
    this.arrivals = arrivals;
    this.requests = requests;
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Optional<ControlPlaneException> refusal = NewTask.deployment(request).flatMap(arrivals);
    if (refusal.isPresent()) {
      readAndRefuse(request, response, callback, refusal.get());
    } else {
      requests.execute(() -> goOn(request, response, callback));
    }
    return true;
  }

  /** Reads the body first, so that the connection can be used again. */
  private static void readAndRefuse(
      Request request, Response response, Callback callback, ControlPlaneException refusal) {
    Content.Source.consumeAll(
        request,
        Callback.from(
            InvocationType.NON_BLOCKING,
            () -> refuse(response, callback, refusal),
            callback::failed));
  }

  private static void refuse(Response response, Callback callback, ControlPlaneException refusal) {
    response.setStatus(refusal.code().httpStatus());
    response.getHeaders().put(PlainErrors.JSON);
    response
        .getHeaders()
        .put(HttpHeader.RETRY_AFTER, refusal.retryAfter().orElse(RetryAfter.SHORTEST).toSeconds());
    response.write(true, ByteBuffer.wrap(PlainErrors.body(refusal.getMessage())), callback);
  }

  /** As the server itself does it where no thread has to be changed. */
  private void goOn(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Throwable e) { // an Error that nobody answers would leave its client waiting
      Response.writeError(request, response, callback, e);
    }
  }
}
