package org.llamadeploy4j.protocol;

import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} wrote and trusts nothing. Used by one thread. */
final class ByteReader {
  private static final int MAX_SHIFT = 56;

  private final byte[] in;
  private final String what;
  private int at;

  /**
   * @param what what is being read, for messages
   */
  ByteReader(byte[] in, String what) {
    this.in = in;
    this.what = what;
  }

  byte raw() {
    if (at >= in.length) {
      throw broken("it ends after " + in.length + " bytes, in the middle");
    }
    return in[at++];
  }

  int number() {
    long value = longNumber();
    if (value > Integer.MAX_VALUE) {
      throw tooLarge();
    }
    return (int) value;
  }

  long longNumber() {
    long value = 0;
    for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
      byte b = raw();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw tooLarge();
  }

  private ProtocolException tooLarge() {
    return broken("the number that ends at byte " + at + " is too large");
  }

  String text() {
    int length = length();
    String text = new String(in, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  byte[] bytes() {
    int length = length();
    byte[] bytes = new byte[length];
    System.arraycopy(in, at, bytes, 0, length);
    at += length;
    return bytes;
  }

  void expectEnd() {
    if (at != in.length) {
      throw broken((in.length - at) + " bytes are left over after its end");
    }
  }

  ProtocolException broken(String why) {
    return new ProtocolException(what + " cannot be read: " + why);
  }

  private int length() {
    int length = number();
    if (length > in.length - at) {
      throw broken(
          "it ends after %d bytes, %d too early".formatted(in.length, length - (in.length - at)));
    }
    return length;
  }
}
