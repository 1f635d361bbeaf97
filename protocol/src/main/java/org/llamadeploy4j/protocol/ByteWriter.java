package org.llamadeploy4j.protocol;

import java.nio.charset.StandardCharsets;

/** Fills an array whose size was worked out before. Used by one thread. */
final class ByteWriter {
  private final byte[] out;
  private int at;

  ByteWriter(int size) {
    out = new byte[size];
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Space that a number of at least 0 takes. */
  static int sizeOf(long number) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(number | 1);
    return (bits + 6) / 7;
  }

  /** Space that an array with its length takes. */
  static int sizeOf(byte[] bytes) {
    return sizeOf(bytes.length) + bytes.length;
  }

  void raw(byte value) {
    out[at++] = value;
  }

  void number(long value) {
    if (value < 0) {
      throw new ProtocolException("a negative number cannot be stored: " + value);
    }
    long rest = value;
    while (rest > 0x7f) {
      out[at++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
  }

  void bytes(byte[] value) {
    number(value.length);
    System.arraycopy(value, 0, out, at, value.length);
    at += value.length;
  }

  byte[] finish() {
    if (at != out.length) {
      throw new IllegalStateException("wrote " + at + " bytes of " + out.length);
    }
    return out;
  }
}
