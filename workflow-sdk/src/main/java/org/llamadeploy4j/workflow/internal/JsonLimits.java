package org.llamadeploy4j.workflow.internal;

import java.io.Serial;
import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * How large the parts of a value may be, in words of our own. What is written within these bounds
 * can be read: by itself, in a tick or a snapshot, and as a part of a session. See {@code
 * docs/limits.md}.
 */
final class JsonLimits {

  /** Containers within containers; a session, which holds them, may have 200. */
  static final int LEVELS = 150;

  /** Characters of a number. */
  static final int NUMBER = 1_000;

  /** Characters of a key. */
  static final int KEY = 10_000;

  /** Characters of a text. */
  static final int TEXT = 100_000_000;

  /** A number of fewer bits has fewer digits than are allowed, so nobody needs to count. */
  private static final int SURELY_FEW_BITS = 3_000;

  private static final int SURELY_FEW_DIGITS = 900;

  /** A stored state has three levels for each child within a child. */
  private static final int STORED_LEVELS = 2_000;

  /** Reads and writes values. */
  static final JsonFactory VALUES = factory(LEVELS, TEXT);

  /** Reads and writes what this module puts around values. */
  static final JsonFactory STORED = factory(STORED_LEVELS, Integer.MAX_VALUE);

  private JsonLimits() {}

  private static JsonFactory factory(int levels, int text) {
    return JsonFactory.builder()
        .streamReadConstraints(new Reading(levels, text))
        .streamWriteConstraints(new Writing(levels))
        .build();
  }

  /**
   * The same text.
   *
   * @throws Unencodable when it is too long
   */
  static String text(String text) {
    if (text.length() > TEXT) {
      throw new Unencodable(tooLongText());
    }
    return text;
  }

  /**
   * The same key.
   *
   * @throws Unencodable when it is too long
   */
  static String key(String key) {
    if (key.length() > KEY) {
      throw new Unencodable(tooLongKey(key));
    }
    return key;
  }

  /**
   * The same number.
   *
   * @throws Unencodable when it is too long
   */
  static BigInteger number(BigInteger number) {
    if (number.bitLength() > SURELY_FEW_BITS) {
      checkDigits(number.toString());
    }
    return number;
  }

  /**
   * The same number.
   *
   * @throws Unencodable when it is too long
   */
  static BigDecimal number(BigDecimal number) {
    if (number.precision() > SURELY_FEW_DIGITS) {
      checkDigits(number.toString());
    }
    return number;
  }

  private static void checkDigits(String number) {
    if (number.length() > NUMBER) {
      throw new Unencodable(tooLongNumber(number.length()));
    }
  }

  static String tooLongKey(String key) {
    return "has a key of %d characters; a key has at most %d".formatted(key.length(), KEY);
  }

  private static String tooLongNumber(int length) {
    return "is a number of %d characters; a number has at most %d".formatted(length, NUMBER);
  }

  private static String tooLongText() {
    return "is a text of more than %d characters".formatted(TEXT);
  }

  private static final class Reading extends StreamReadConstraints {
    @Serial private static final long serialVersionUID = 1L;

    /** The parser counts bytes of names, in steps; {@link Json} counts the characters. */
    private static final int NAME_BYTES = 5 * KEY;

    Reading(int levels, int text) {
      super(levels, -1, -1, NUMBER, text, NAME_BYTES);
    }

    @Override
    public void validateNestingDepth(int depth) {
      if (depth > getMaxNestingDepth()) {
        throw refused("is nested deeper than %d levels".formatted(getMaxNestingDepth()));
      }
    }

    @Override
    public void validateIntegerLength(int length) {
      if (length > getMaxNumberLength()) {
        throw refused(tooLongNumber(length));
      }
    }

    @Override
    public void validateFPLength(int length) {
      validateIntegerLength(length);
    }

    @Override
    public void validateNameLength(int length) {
      if (length > getMaxNameLength()) {
        throw refused("has a key of more than %d characters".formatted(KEY));
      }
    }

    @Override
    public void validateStringLength(int length) {
      if (length > getMaxStringLength()) {
        throw refused(tooLongText());
      }
    }

    @Override
    public void validateStringLengthLong(long length) {
      validateStringLength((int) Math.min(length, Integer.MAX_VALUE));
    }
  }

  private static final class Writing extends StreamWriteConstraints {
    @Serial private static final long serialVersionUID = 1L;

    Writing(int levels) {
      super(levels);
    }

    @Override
    public void validateNestingDepth(int depth) {
      if (depth > getMaxNestingDepth()) {
        throw refused(
            "is nested deeper than %d levels; does it contain itself?"
                .formatted(getMaxNestingDepth()));
      }
    }
  }

  private static StreamConstraintsException refused(String problem) {
    return new StreamConstraintsException(problem);
  }
}
