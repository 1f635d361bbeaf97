package org.llamadeploy4j.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.ProtocolJson;
import tools.jackson.databind.JsonNode;

/** Finds the reason in the body of an error, whichever server wrote it. */
final class ErrorDetail {
  private static final int SHOWN = 2_000;

  private ErrorDetail() {}

  static String of(int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      return "the server answered with status " + status + " and no reason";
    }
    try {
      JsonNode detail = ProtocolJson.readTree(body).path("detail");
      if (detail.isString()) {
        return detail.stringValue();
      }
      if (detail.isArray()) {
        return problems(detail);
      }
    } catch (ProtocolException e) {
      return plain(status, text);
    }
    return plain(status, text);
  }

  /**
   * The original lists what is wrong with a request: where ({@code loc}) and what ({@code msg}).
   */
  private static String problems(JsonNode detail) {
    List<String> problems = new ArrayList<>();
    for (JsonNode problem : detail) {
      List<String> place = new ArrayList<>();
      problem.path("loc").forEach(part -> place.add(part.asString()));
      String what = problem.path("msg").asString("is wrong");
      problems.add(place.isEmpty() ? what : String.join(".", place) + ": " + what);
    }
    return String.join("; ", problems);
  }

  private static String plain(int status, String text) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return "the server answered with status " + status + ": " + shown;
  }
}
