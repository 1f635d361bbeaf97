package org.llamadeploy4j.apiserver;

import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Collectors;

/** Refuses requests that no route takes, before anything else looks at them. Immutable. */
final class RouteGuard {
  private final List<Route> routes;

  RouteGuard(List<Route> routes) {
    this.routes = routes;
  }

  /**
   * Answers 404 or 405 when there is no such route.
   *
   * @return whether the request is answered
   */
  boolean handle(Context context) {
    List<Route> matching = routes.stream().filter(r -> r.matches(context.path())).toList();
    List<Route> onPath =
        matching.stream().filter(r -> matching.stream().noneMatch(r::yieldsTo)).toList();
    if (onPath.isEmpty()) {
      ErrorAnswers.answer(context, 404, "Not Found");
      return true;
    }
    String method = context.method().name();
    if (onPath.stream().noneMatch(r -> r.method().name().equals(method))) {
      String allowed =
          onPath.stream().map(r -> r.method().name()).distinct().collect(Collectors.joining(", "));
      context.header("Allow", allowed);
      ErrorAnswers.answer(context, 405, "Method Not Allowed");
      return true;
    }
    return false;
  }
}
