package org.llamadeploy4j.apiserver;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.InvalidIdException;
import org.llamadeploy4j.protocol.ProtocolJson;

/** One request and its answer, in the words of this API. Owned by the thread that handles it. */
final class Exchange {
  private static final Set<String> TRUE = Set.of("true", "1", "on", "t", "y", "yes");
  private static final Set<String> FALSE = Set.of("false", "0", "off", "f", "n", "no");

  /** The header that names a request, so that it may be sent again. */
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final String JSON = "application/json";

  private final Context context;
  private final int maxBodyBytes;

  Exchange(Context context, int maxBodyBytes) {
    this.context = context;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** What this request came to, such as {@code http://127.0.0.1:4501/}. */
  String base() {
    return context.scheme() + "://" + context.host() + "/";
  }

  String path(String name) {
    return context.pathParam(name);
  }

  /** A query parameter that may be absent; empty counts as absent. */
  @Nullable String query(String name) {
    String value = context.queryParam(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** The words of a query parameter that may be repeated and hold several, with commas between. */
  List<String> words(String name) {
    return context.queryParams(name).stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /**
   * A query parameter that is a whole number within bounds; {@code absent} when it is not there.
   */
  int number(String name, int absent, int least, int most) {
    String value = query(name);
    if (value == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Answered like a number out of bounds.
    }
    throw InvalidRequestException.notANumber(name, value, least, most);
  }

  /** A query parameter that must be there. */
  String requiredQuery(String name) {
    String value = context.queryParam(name);
    if (value == null) {
      throw InvalidRequestException.missing("query", name);
    }
    return value;
  }

  /** A query parameter that says yes or no; no when absent. */
  boolean flag(String name) {
    String value = context.queryParam(name);
    if (value == null) {
      return false;
    }
    String word = value.toLowerCase(Locale.ROOT);
    if (!TRUE.contains(word) && !FALSE.contains(word)) {
      throw InvalidRequestException.notBoolean(name, value);
    }
    return TRUE.contains(word);
  }

  /**
   * The client's name for this request; null: it has none.
   *
   * @throws InvalidRequestException when it cannot be one, or there are several
   */
  @Nullable IdempotencyKey idempotencyKey() {
    List<String> keys = Collections.list(context.req().getHeaders(IDEMPOTENCY_KEY));
    if (keys.isEmpty()) {
      return null;
    }
    try {
      IdempotencyKey key = new IdempotencyKey(keys.getFirst());
      if (keys.size() == 1) {
        return key;
      }
    } catch (InvalidIdException e) {
      throw InvalidRequestException.badHeader(
          IDEMPOTENCY_KEY, e.getMessage(), String.valueOf(keys.getFirst()));
    }
    throw InvalidRequestException.badHeader(
        IDEMPOTENCY_KEY, "is given %d times; give it once".formatted(keys.size()), keys.getLast());
  }

  /**
   * The JSON object in the body.
   *
   * @throws ControlPlaneException TOO_LARGE when the body is larger than allowed
   */
  JsonBody body() throws IOException {
    try (InputStream in = context.bodyInputStream()) {
      byte[] body = in.readNBytes(maxBodyBytes + 1);
      if (body.length > maxBodyBytes) {
        throw BodyLimit.tooLarge(maxBodyBytes);
      }
      return JsonBody.read(body);
    }
  }

  /** A file of a form. */
  UploadedFile file(String name) {
    if (!context.isMultipartFormData()) {
      throw InvalidRequestException.missing("body", name);
    }
    UploadedFile file = context.uploadedFile(name);
    if (file == null) {
      throw InvalidRequestException.missing("body", name);
    }
    if (file.size() > maxBodyBytes) {
      throw BodyLimit.tooLarge(maxBodyBytes);
    }
    return file;
  }

  /** Adds a header to the answer. */
  void header(String name, String value) {
    context.header(name, value);
  }

  /** Answers with a value. */
  void json(@Nullable Object value) {
    jsonBytes(ProtocolJson.write(value));
  }

  /** Answers with JSON that is written already. */
  void jsonBytes(byte[] json) {
    context.contentType(JSON).result(json);
  }

  /** Answers with a page for people. */
  void html(String page) {
    context.html(page);
  }

  /** Sets the answer's status; 200 where nobody does. */
  void status(int status) {
    context.status(status);
  }

  /** Answers that there is nothing to say. */
  void noContent() {
    context.status(204);
  }

  /** Answers in pieces; the headers go out now. */
  NdjsonStream stream() throws IOException {
    return NdjsonStream.open(context);
  }
}
