package org.llamadeploy4j.workflow.internal;

import java.util.Collection;
import java.util.IdentityHashMap;

/**
 * What the JSON of one type looks like, as text: names and types of components, recursively, the
 * names of leaves and constants. Nothing that may change while the JSON stays as it is: no names of
 * classes, no order of components. The hash of this text is the type's schema hash, which is stored
 * beside each value; so the text must never change for a type that does not. See {@code
 * docs/decisions/0016-schema-hashes.md}. Belongs to one call.
 */
final class Shape {

  private static final int CHARS = 12;

  private final StringBuilder text = new StringBuilder();
  private final IdentityHashMap<Codec, Integer> met = new IdentityHashMap<>();
  private final boolean withAliases;

  private Shape(boolean withAliases) {
    this.withAliases = withAliases;
  }

  /** The schema hash of a type. Takes long enough to be computed once for each codec. */
  static String hash(Codec codec) {
    return Fingerprint.hash(text(codec), CHARS);
  }

  /** What is hashed. */
  static String text(Codec codec) {
    return new Shape(false).part(codec).text.toString();
  }

  /**
   * The same with what leaves were called earlier, {@code "today"|"earlier"}: enough to tell
   * whether another version reads what this one writes.
   */
  static String described(Codec codec) {
    return new Shape(true).part(codec).text.toString();
  }

  /** A type, or the number of one with a name of its own that was met before. */
  Shape part(Codec codec) {
    boolean mayContainItself = codec instanceof RecordCodec || codec instanceof SealedCodec;
    Integer before = mayContainItself ? met.putIfAbsent(codec, met.size()) : null;
    if (before == null) {
      codec.shape(this);
    } else {
      text.append('#').append(before);
    }
    return this;
  }

  /** A word or sign of ours, which never changes. */
  Shape word(String word) {
    text.append(word);
    return this;
  }

  /** What the name before is accepted as besides; no part of what is hashed. */
  Shape aliases(Collection<String> names) {
    if (withAliases) {
      names.forEach(alias -> word("|").name(alias));
    }
    return this;
  }

  /** A name that the author has chosen. */
  Shape name(String name) {
    text.append('"').append(name.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    return this;
  }
}
