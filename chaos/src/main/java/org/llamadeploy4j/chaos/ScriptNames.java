package org.llamadeploy4j.chaos;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which script a command runs: each connection loads its scripts before it uses them, and
 * each script names itself in its second line. Thread-safe.
 */
final class ScriptNames {
  private static final Pattern NAME = Pattern.compile("-- script ([a-z_]+)\n");

  private final Map<String, String> names = new ConcurrentHashMap<>();

  /**
   * Learns from a command, and says what it runs.
   *
   * @param words its first words
   * @return the script's name; the empty string for anything else
   */
  String of(List<String> words) {
    if (words.size() < 2) {
      return "";
    }
    if (words.get(0).equalsIgnoreCase("SCRIPT") && words.size() > 2) {
      learn(words.get(2));
      return "";
    }
    return words.get(0).equalsIgnoreCase("EVALSHA") ? names.getOrDefault(words.get(1), "") : "";
  }

  private void learn(String source) {
    Matcher matcher = NAME.matcher(source);
    if (matcher.find()) {
      names.put(sha1(source), matcher.group(1));
    }
  }

  private static String sha1(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
