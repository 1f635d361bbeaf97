package org.llamadeploy4j.apiserver;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of routes as a page for people. Immutable. */
final class DocsPage {
  private static final String START =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>LlamaDeploy4J REST API</title>
      <style>
      body { font-family: sans-serif; margin: 2em }
      td, th { text-align: left; vertical-align: top; padding: 0.3em 1.5em 0.3em 0 }
      </style>
      </head>
      <body>
      <h1>LlamaDeploy4J REST API</h1>
      <p>Errors are answered as <code>{"detail": &hellip;}</code>.</p>
      <table>
      <tr><th>Route</th><th>What it does</th><th>Parameters</th><th>Body</th><th>Answer</th></tr>
      """;

  private static final String END =
      """
      </table>
      </body>
      </html>
      """;

  private final List<Route> routes;

  private DocsPage(List<Route> routes) {
    this.routes = routes;
  }

  /** The route of the page about these. */
  static Route about(List<Route> routes) {
    DocsPage page = new DocsPage(routes);
    return new Route(
        Route.Method.GET,
        "/docs",
        "The routes, for people",
        List.of(),
        "",
        "",
        exchange -> exchange.html(page.html()));
  }

  private String html() {
    return START + routes.stream().map(DocsPage::row).collect(Collectors.joining()) + END;
  }

  private static String row(Route route) {
    return "<tr><td><code>%s %s</code></td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
        .formatted(
            route.method(),
            route.path(),
            route.summary(),
            route.parameters().stream()
                .map(DocsPage::parameter)
                .collect(Collectors.joining("<br>")),
            route.request(),
            route.response());
  }

  private static String parameter(Parameter parameter) {
    return "<code>%s</code> (%s, %s%s)"
        .formatted(
            parameter.name(),
            parameter.in().name().toLowerCase(Locale.ROOT),
            parameter.type(),
            parameter.required() ? "" : ", optional");
  }
}
