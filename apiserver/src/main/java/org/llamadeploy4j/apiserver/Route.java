package org.llamadeploy4j.apiserver;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One row of the table of routes: all that is known about a route stands here.
 *
 * @param method of the request
 * @param path with parameters in braces, without a slash at its end
 * @param summary what it does, in one line
 * @param parameters all but the body
 * @param request name of the body's schema; empty: no JSON body
 * @param response name of the answer's schema; empty: no JSON answer
 * @param handler does it
 */
record Route(
    Method method,
    String path,
    String summary,
    List<Parameter> parameters,
    String request,
    String response,
    Handler handler) {
  private static final String SEPARATOR = "/";

  /** The ids of tasks are made by the server, so the word of another route is never one. */
  private static final String TASK = "{task}";

  Route {
    parameters = List.copyOf(parameters);
  }

  /** The methods that routes have. */
  enum Method {
    GET,
    POST,
    DELETE
  }

  /** Answers a request. Runs on a virtual thread and may block. */
  @FunctionalInterface
  interface Handler {
    void handle(Exchange exchange) throws Exception;
  }

  /** Whether a request's path is one of this route, with or without a slash at its end. */
  boolean matches(String requestPath) {
    List<String> wanted = segments(path);
    List<String> found = segments(requestPath);
    if (wanted.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      boolean parameter = wanted.get(i).startsWith("{");
      if (parameter ? found.get(i).isEmpty() : !wanted.get(i).equals(found.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a path of both routes is meant for the other: it has a word where this has a task. */
  boolean yieldsTo(Route other) {
    List<String> mine = segments(path);
    List<String> theirs = segments(other.path);
    return IntStream.range(0, mine.size())
        .anyMatch(i -> mine.get(i).equals(TASK) && !theirs.get(i).startsWith("{"));
  }

  private static List<String> segments(String path) {
    String inner = path.startsWith(SEPARATOR) ? path.substring(1) : path;
    if (inner.endsWith(SEPARATOR)) {
      inner = inner.substring(0, inner.length() - 1);
    }
    return List.of(inner.split(SEPARATOR, -1));
  }
}
