package org.llamadeploy4j.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Body of every answer that is not a success.
 *
 * @param detail what is wrong, where, and what to do about it
 */
public record ErrorBody(String detail) {
  /** Checks that there is a detail. */
  public ErrorBody {
    RequiredField.check("detail", detail);
  }

  /**
   * Finds the detail in an answer, whichever server wrote it: the original gives a text, or a list
   * of what is wrong with a request.
   *
   * @return empty when the answer holds neither
   */
  public static Optional<ErrorBody> in(byte[] answer) {
    JsonNode detail;
    try {
      detail = ProtocolJson.readTree(answer).path("detail");
    } catch (ProtocolException e) {
      return Optional.empty();
    }
    if (detail.isString()) {
      return Optional.of(new ErrorBody(detail.stringValue()));
    }
    return detail.isArray() ? Optional.of(new ErrorBody(problems(detail))) : Optional.empty();
  }

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
}
