package org.llamadeploy4j.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.TaskPlace;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.TaskId;

/** A place in a list of tasks as clients hand it back: a text that means nothing to them. */
final class PageCursor {
  private static final Pattern FORM = Pattern.compile("1\\.([0-9]{1,15})\\.(.{1,64})");

  private PageCursor() {}

  /** Null for null: there is no further page. */
  static @Nullable String write(@Nullable TaskPlace place) {
    if (place == null) {
      return null;
    }
    byte[] text = ("1." + place.at() + "." + place.task()).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /** Reads {@link #write} back; null when the text is none of ours. */
  static @Nullable TaskPlace read(String cursor) {
    try {
      byte[] text = Base64.getUrlDecoder().decode(cursor);
      Matcher form = FORM.matcher(new String(text, StandardCharsets.US_ASCII));
      return form.matches()
          ? new TaskPlace(Long.parseLong(form.group(1)), new TaskId(form.group(2)))
          : null;
    } catch (IllegalArgumentException | ProtocolException _) {
      return null;
    }
  }
}
