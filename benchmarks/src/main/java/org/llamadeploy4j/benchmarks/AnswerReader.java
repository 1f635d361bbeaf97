package org.llamadeploy4j.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads HTTP/1.1 answers of a known length from one connection, one at a time. Understands just
 * what the server under test sends, so that the load program costs next to nothing. Used by one
 * thread.
 */
final class AnswerReader {
  private static final int MOST_BYTES = 8 * 1024; // thousands of clients share a small heap
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes = new byte[MOST_BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private int bodyStart = -1;
  private int bodyEnd = -1;

  /**
   * Reads what has arrived, without waiting.
   *
   * @return whether a whole answer is there; it stays until {@link #next}
   * @throws IOException when the connection ended or the answer cannot be understood
   */
  boolean read(ReadableByteChannel channel) throws IOException {
    if (channel.read(buffer) == -1) {
      throw new EOFException("the server closed the connection");
    }
    if (bodyStart < 0) {
      parseHead();
    }
    if ((bodyStart < 0 && !buffer.hasRemaining()) || bodyEnd > MOST_BYTES) {
      throw new IOException("an answer of more than " + MOST_BYTES + " bytes");
    }
    return bodyStart >= 0 && buffer.position() >= bodyEnd;
  }

  /** Whether the answer is 200 with exactly this body. */
  boolean is(byte[] expected) {
    return status() == 200
        && Arrays.equals(bytes, bodyStart, bodyEnd, expected, 0, expected.length);
  }

  /** Whether the answer says that the server has too much to do. */
  boolean isRefusal() {
    return status() == 429;
  }

  /** The answer in words, for the report. */
  String describe() {
    String body = new String(bytes, bodyStart, bodyEnd - bodyStart, StandardCharsets.UTF_8);
    return status() + " " + (body.length() > 200 ? body.substring(0, 200) + "…" : body);
  }

  /** Forgets the answer. */
  void next() {
    buffer.clear();
    bodyStart = -1;
    bodyEnd = -1;
  }

  private int status() {
    int at = "HTTP/1.1 ".length();
    return (bytes[at] - '0') * 100 + (bytes[at + 1] - '0') * 10 + bytes[at + 2] - '0';
  }

  private void parseHead() throws IOException {
    int length = -1;
    int line = 0;
    for (int i = 1; i < buffer.position(); i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      if (i - line <= 1) { // nothing but the line end: the head is over
        if (length < 0) {
          throw new IOException("an answer without Content-Length");
        }
        bodyStart = i + 1;
        bodyEnd = bodyStart + length;
        return;
      }
      if (isLength(line)) {
        length = number(line + LENGTH.length, i);
      }
      line = i + 1;
    }
  }

  private boolean isLength(int at) {
    for (int i = 0; i < LENGTH.length; i++) {
      // The bit between upper and lower case; '-' and ':' have it set anyway.
      if ((bytes[at + i] | 0x20) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int from, int to) throws IOException {
    String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII).trim();
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new IOException("a Content-Length of '" + text + "'", e);
    }
  }
}
