package org.llamadeploy4j.apiserver;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets browsers call from any origin, as Llama Deploy does: GET and POST, with the headers {@code
 * Content-Type}, {@code Authorization} and {@code Idempotency-Key}. Immutable.
 */
final class Cors {
  private static final Set<String> METHODS = Set.of("GET", "POST");
  private static final Set<String> HEADERS =
      Set.of(
          "accept",
          "accept-language",
          "authorization",
          "content-language",
          "content-type",
          "idempotency-key");

  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";

  private Cors() {}

  /**
   * Sets what a browser needs to see, and answers its question before a call.
   *
   * @return whether the request is answered
   */
  static boolean handle(Context context) {
    String origin = context.header("Origin");
    if (origin == null) {
      return false;
    }
    String method = context.header("Access-Control-Request-Method");
    if (!context.method().name().equals("OPTIONS") || method == null) {
      boolean personal = context.header("Cookie") != null;
      allow(context, personal ? origin : "*");
      return false;
    }
    allow(context, origin);
    answer(context, method);
    return true;
  }

  private static void allow(Context context, String origin) {
    context.header(ALLOW_ORIGIN, origin);
    context.header(ALLOW_CREDENTIALS, "true");
    if (!origin.equals("*")) {
      context.header("Vary", "Origin");
    }
  }

  private static void answer(Context context, String method) {
    context.header("Access-Control-Allow-Methods", "GET, POST");
    context.header("Access-Control-Max-Age", "600");
    context.header(
        "Access-Control-Allow-Headers",
        "Accept, Accept-Language, Authorization, Content-Language, Content-Type, Idempotency-Key");
    List<String> refused = new ArrayList<>();
    if (!METHODS.contains(method)) {
      refused.add("method");
    }
    if (!allAllowed(context.header("Access-Control-Request-Headers"))) {
      refused.add("headers");
    }
    context.contentType("text/plain; charset=utf-8");
    if (refused.isEmpty()) {
      context.result("OK");
    } else {
      context.status(400).result("Disallowed CORS " + String.join(", ", refused));
    }
  }

  private static boolean allAllowed(@Nullable String headers) {
    return headers == null
        || Stream.of(headers.split(","))
            .map(h -> h.strip().toLowerCase(Locale.ROOT))
            .allMatch(HEADERS::contains);
  }
}
