package org.llamadeploy4j.workflow;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A state without a type: a tree of JSON that the steps of a run share, for what has no record of
 * its own. Where the shape is known, {@link State} is the better choice.
 *
 * <p>A path names a place in the tree: names with dots between, such as {@code user.address.city},
 * and numbers from 0 for the elements of a list, such as {@code orders.0.price}. An empty path, an
 * empty part and a path of more than 1,000 parts are refused. Keys that have a dot themselves can
 * be written with {@link #merge} and read with {@link #asMap}. Values nest at most 150 levels deep.
 *
 * <p>Values are what JSON holds (strings, numbers, booleans, lists, maps with string keys, null)
 * and what a state or an event may hold: records, enums, {@code java.time} and so on. They are
 * checked and copied when they are given, so later changes to what was given do not matter. A value
 * of a sealed type is kept with the name of its record, so it can be read as either.
 *
 * <p>Changes follow the rules of {@link State}: they are applied in order, to the then current
 * tree, when the attempt commits, and are dropped when it fails; this attempt sees them at once.
 * Attempts side by side that change different paths lose nothing. A change that does not fit the
 * tree, such as setting {@code a.b} where {@code a} is a number, fails when it is applied: at the
 * next read, at the latest at the commit. Thread-safe as its {@link Context} is.
 */
public interface DynamicState {

  /**
   * The value at the path, read as the type.
   *
   * @param type a record, a scalar such as {@code Integer.class}, or {@code Object.class}, {@code
   *     List.class}, {@code Map.class} for JSON's own terms
   * @throws StateException when there is nothing or null, saying where the path ends, or when the
   *     value does not fit the type
   */
  <T> T get(String path, Class<T> type);

  /** As {@link #get(String, Class)}, for a type with type arguments. */
  <T> T get(String path, TypeRef<T> type);

  /**
   * The value at the path, or the other value where there is nothing or null.
   *
   * @throws StateException when there is a value that does not fit the type
   */
  default <T> T get(String path, Class<T> type, T otherwise) {
    return find(path, type).orElse(otherwise);
  }

  /** As {@link #get(String, Class, Object)}, for a type with type arguments. */
  default <T> T get(String path, TypeRef<T> type, T otherwise) {
    return find(path, type).orElse(otherwise);
  }

  /**
   * The value at the path; empty where there is nothing or null.
   *
   * @throws StateException when there is a value that does not fit the type
   */
  <T> Optional<T> find(String path, Class<T> type);

  /** As {@link #find(String, Class)}, for a type with type arguments. */
  <T> Optional<T> find(String path, TypeRef<T> type);

  /** Whether there is a value at the path, be it null. */
  boolean has(String path);

  /**
   * Puts a value at the path. Maps that are missing on the way are made; a list keeps its length,
   * so its index must be there.
   *
   * @throws StateException when the path is none or the value cannot be stored
   */
  void set(String path, @Nullable Object value);

  /**
   * Changes the value at the path. The function is applied to the then current value when the
   * attempt commits, so it may be called more than once and must have no effects.
   *
   * @throws StateException when it is applied and there is nothing at the path
   */
  <T> void update(String path, Class<T> type, UnaryOperator<T> change);

  /** As {@link #update(String, Class, UnaryOperator)}, for a type with type arguments. */
  <T> void update(String path, TypeRef<T> type, UnaryOperator<T> change);

  /**
   * As {@link #update(String, Class, UnaryOperator)}, starting with the first value where there is
   * nothing or null.
   */
  <T> void update(String path, Class<T> type, T first, UnaryOperator<T> change);

  /** As {@link #update(String, Class, Object, UnaryOperator)}, for a type with type arguments. */
  <T> void update(String path, TypeRef<T> type, T first, UnaryOperator<T> change);

  /** Adds a value at the end of the list at the path, which is made if it is missing. */
  void append(String path, @Nullable Object value);

  /**
   * Removes what is at the path; nothing happens if nothing is there. The elements behind a removed
   * element of a list move up.
   */
  void remove(String path);

  /**
   * Puts all entries of a map into the tree. Where both have a map, these are merged in the same
   * way; everything else is replaced. Its keys are keys, not paths.
   */
  void merge(Map<String, ?> values);

  /** Removes everything. */
  void clear();

  /**
   * All of it in JSON's terms: strings, longs, doubles, booleans, lists, maps, null; a {@code
   * BigInteger} or {@code BigDecimal} where a long or a double would lose digits. A copy.
   */
  Map<String, @Nullable Object> asMap();
}
