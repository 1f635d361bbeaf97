package org.llamadeploy4j.apiserver;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

/** Tells requests for new tasks by their first lines. */
final class NewTask {
  private static final Pattern PATH =
      Pattern.compile("/deployments/([^/]+)/tasks/(?:run|create)/?");

  /** A larger body is not worth reading for nothing; whoever handles it knows its bounds. */
  private static final long MOST_BODY_BYTES = 64 * 1024;

  /**
   * What needs more than a plain answer: a task that may be there already, a browser that wants to
   * see certain headers, a client that waits before it sends the body.
   */
  private static final List<String> SPECIAL =
      List.of(Exchange.IDEMPOTENCY_KEY, HttpHeader.ORIGIN.asString(), HttpHeader.EXPECT.asString());

  private NewTask() {}

  /**
   * The name of the deployment that a request wants to give a new task; empty: it wants something
   * else, or has to be looked at as a whole.
   */
  static Optional<String> deployment(Request request) {
    if (!HttpMethod.POST.is(request.getMethod()) || !isPlain(request)) {
      return Optional.empty();
    }
    Matcher path = PATH.matcher(Request.getPathInContext(request));
    return path.matches() ? Optional.of(path.group(1)) : Optional.empty();
  }

  private static boolean isPlain(Request request) {
    long length = request.getLength(); // -1: not announced
    return length >= 0
        && length <= MOST_BODY_BYTES
        && SPECIAL.stream().noneMatch(request.getHeaders()::contains);
  }
}
