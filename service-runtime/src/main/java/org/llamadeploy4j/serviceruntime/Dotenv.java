package org.llamadeploy4j.serviceruntime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;

/**
 * Reads dotenv files: {@code NAME=value} lines, an optional {@code export} before them, comments,
 * values bare, in single quotes (as they stand) or in double quotes (with {@code \n}, {@code \t},
 * {@code \"} and {@code \\}). Values span one line. Stateless.
 */
final class Dotenv {
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*(.*)");
  private static final Pattern SINGLE = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
  private static final Pattern DOUBLE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*");

  private Dotenv() {}

  /**
   * The values in the order of the file; a later one of the same name wins.
   *
   * @throws ServiceRuntimeException naming file and line, never the value, which may be a secret
   */
  static Map<String, String> parse(String text, String fileName) {
    Map<String, String> values = new LinkedHashMap<>();
    int number = 0;
    for (String raw : (Iterable<String>) text.lines()::iterator) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw bad(fileName, number, "expected NAME=value");
      }
      values.put(matcher.group(1), value(matcher.group(2), fileName, number));
    }
    return values;
  }

  private static String value(String text, String fileName, int number) {
    if (text.startsWith("'") || text.startsWith("\"")) {
      Matcher quoted = (text.startsWith("'") ? SINGLE : DOUBLE).matcher(text);
      if (!quoted.matches()) {
        throw bad(fileName, number, "the quoted value does not end on its line");
      }
      return text.startsWith("'") ? quoted.group(1) : unescape(quoted.group(1));
    }
    return COMMENT.matcher(text).replaceFirst("").strip();
  }

  private static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(match ->
            Matcher.quoteReplacement(
                switch (match.group(1)) {
                  case "n" -> "\n";
                  case "t" -> "\t";
                  case "r" -> "\r";
                  default -> match.group(1);
                }));
  }

  private static ServiceRuntimeException bad(String fileName, int line, String what) {
    return new ServiceRuntimeException(
        Code.BAD_ENVIRONMENT, "%s:%d: %s".formatted(fileName, line, what));
  }
}
