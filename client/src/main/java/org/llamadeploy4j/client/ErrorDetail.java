package org.llamadeploy4j.client;

import java.nio.charset.StandardCharsets;
import org.llamadeploy4j.protocol.ErrorBody;

/** Says why a server refused, also where a proxy or a framework answered in its place. */
final class ErrorDetail {
  private static final int SHOWN = 2_000;

  private ErrorDetail() {}

  static String of(int status, byte[] body) {
    return ErrorBody.in(body).map(ErrorBody::detail).orElseGet(() -> plain(status, body));
  }

  private static String plain(int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      return "the server answered with status " + status + " and no reason";
    }
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return "the server answered with status " + status + ": " + shown;
  }
}
