package org.llamadeploy4j.chaos;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Follows one direction of a connection that speaks RESP2, byte by byte, and says where each value
 * (a command or a reply) ends. Source of the format: the Redis serialization protocol
 * specification. Not thread-safe.
 */
final class RespReader {
  private static final int CAPTURED_WORDS = 3;
  private static final int CAPTURED_BYTES = 1 << 16;
  private static final int LONGEST_LINE = 1 << 20;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream bulk = new ByteArrayOutputStream();
  private final Deque<Integer> open = new ArrayDeque<>(); // values that arrays still lack
  private final List<String> words = new ArrayList<>();
  private int bulkLeft = -1; // its line end included; -1: a line is read

  /**
   * Takes the next byte.
   *
   * @return whether a value is complete with it; {@link #words} has its beginning then
   */
  boolean take(byte next) {
    if (bulkLeft >= 0) {
      return takeBulk(next);
    }
    if (next != '\n') {
      if (next != '\r' && line.size() < LONGEST_LINE) {
        line.write(next);
      }
      return false;
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    line.reset();
    return takeLine(text);
  }

  /** The first strings of the value that has just ended, each up to 64 KB. */
  List<String> words() {
    return List.copyOf(words);
  }

  private boolean takeLine(String text) {
    begin();
    char kind = text.isEmpty() ? '+' : text.charAt(0);
    if (kind == '*') {
      int size = Integer.parseInt(text.substring(1));
      if (size > 0) {
        open.push(size);
        return false;
      }
      return complete();
    }
    if (kind == '$') {
      int size = Integer.parseInt(text.substring(1));
      if (size < 0) {
        return complete();
      }
      bulkLeft = size + 2;
      return false;
    }
    return complete();
  }

  private void begin() {
    if (open.isEmpty()) {
      words.clear();
    }
  }

  private boolean takeBulk(byte next) {
    bulkLeft--;
    if (bulkLeft >= 2 && words.size() < CAPTURED_WORDS && bulk.size() < CAPTURED_BYTES) {
      bulk.write(next);
    }
    if (bulkLeft > 0) {
      return false;
    }
    bulkLeft = -1;
    if (words.size() < CAPTURED_WORDS) {
      words.add(bulk.toString(StandardCharsets.UTF_8));
    }
    bulk.reset();
    return complete();
  }

  /** A value has ended; arrays that it completes have ended, too. */
  private boolean complete() {
    while (!open.isEmpty()) {
      int left = open.pop() - 1;
      if (left > 0) {
        open.push(left);
        return false;
      }
    }
    return true;
  }
}
