package org.llamadeploy4j.workflow.internal.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.StateException;

/**
 * Looks into trees of maps, lists and scalars, and makes changed ones. Trees are never changed: a
 * change copies the containers on its path and shares all others. Pure functions.
 */
public final class StateTree {

  /** Trees nest no deeper. Sessions are stored in JSON that holds 200 levels. */
  public static final int MAX_DEPTH = 150;

  private static final int LISTED_KEYS = 20;

  private StateTree() {}

  /** What is at a path. */
  public sealed interface Found {

    /** A value, maybe null. */
    record Value(@Nullable Object value) implements Found {}

    /**
     * Nothing.
     *
     * @param why where the path ends, as a sentence
     */
    record Nothing(String why) implements Found {}
  }

  /** Follows a path. */
  public static Found find(Map<String, ?> tree, StatePath path) {
    Object at = tree;
    for (int i = 0; i < path.parts().size(); i++) {
      String part = path.parts().get(i);
      if (at instanceof Map<?, ?> map && map.containsKey(part)) {
        at = map.get(part);
      } else if (at instanceof List<?> list && index(part, list) >= 0) {
        at = list.get(index(part, list));
      } else {
        return new Found.Nothing(missing(at, path, i));
      }
    }
    return new Found.Value(at);
  }

  /**
   * The tree with this value at the path; missing maps and nulls on the way become maps.
   *
   * @throws StateException when the path leads through a scalar or an element that is not there
   */
  public static Map<String, @Nullable Object> set(
      Map<String, ?> tree, StatePath path, @Nullable Object value) {
    return change(tree, path, old -> value);
  }

  /**
   * The tree with this value at the end of the list at the path.
   *
   * @throws StateException as for {@link #set}, or when there is no list
   */
  public static Map<String, @Nullable Object> append(
      Map<String, ?> tree, StatePath path, @Nullable Object value) {
    return change(
        tree,
        path,
        old -> {
          if (old != null && !(old instanceof List<?>)) {
            throw bad("'%s' is %s, so nothing can be appended to it".formatted(path, kind(old)));
          }
          List<@Nullable Object> longer =
              old == null ? new ArrayList<>() : new ArrayList<>((List<?>) old);
          longer.add(value);
          return Collections.unmodifiableList(longer);
        });
  }

  /** The tree without what is at the path; the same tree if nothing is. */
  public static Map<String, @Nullable Object> remove(Map<String, ?> tree, StatePath path) {
    if (find(tree, path) instanceof Found.Nothing) {
      return Collections.unmodifiableMap(tree);
    }
    int last = path.parts().size() - 1;
    String part = path.parts().get(last);
    if (last == 0) {
      return asMap(without(tree, part));
    }
    StatePath above = new StatePath(path.parts().subList(0, last));
    return change(tree, above, container -> without(container, part));
  }

  private static Object without(@Nullable Object container, String part) {
    if (container instanceof List<?> list) {
      List<@Nullable Object> shorter = new ArrayList<>(list);
      shorter.remove(index(part, list));
      return Collections.unmodifiableList(shorter);
    }
    Map<String, @Nullable Object> smaller = copy(container);
    smaller.remove(part);
    return Collections.unmodifiableMap(smaller);
  }

  /** The tree with all entries of the other; maps that both have are merged in the same way. */
  public static Map<String, @Nullable Object> merge(Map<String, ?> tree, Map<String, ?> other) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(tree);
    other.forEach((key, value) -> {
      boolean both = merged.get(key) instanceof Map<?, ?> && value instanceof Map<?, ?>;
      merged.put(key, both ? merge(asMap(merged.get(key)), asMap(value)) : value);
    });
    return Collections.unmodifiableMap(merged);
  }

  /** How many containers are nested in it, itself included; 0 for a scalar. */
  public static int depth(@Nullable Object tree) {
    Collection<?> inside =
        tree instanceof Map<?, ?> map ? map.values() : tree instanceof List<?> list ? list : null;
    if (inside == null) {
      return 0;
    }
    int deepest = 0;
    for (Object each : inside) {
      deepest = Math.max(deepest, depth(each));
    }
    return deepest + 1;
  }

  private static Map<String, @Nullable Object> change(
      Map<String, ?> tree, StatePath path, Function<@Nullable Object, @Nullable Object> atTheEnd) {
    return asMap(change(tree, path, 0, atTheEnd));
  }

  private static @Nullable Object change(
      @Nullable Object at,
      StatePath path,
      int depth,
      Function<@Nullable Object, @Nullable Object> atTheEnd) {
    if (depth == path.parts().size()) {
      return atTheEnd.apply(at);
    }
    String part = path.parts().get(depth);
    if (at instanceof List<?> list) {
      int index = index(part, list);
      if (index < 0) {
        throw bad(missing(at, path, depth) + "; append adds one");
      }
      List<@Nullable Object> changed = new ArrayList<>(list);
      changed.set(index, change(list.get(index), path, depth + 1, atTheEnd));
      return Collections.unmodifiableList(changed);
    }
    if (at != null && !(at instanceof Map<?, ?>)) {
      throw bad(missing(at, path, depth));
    }
    Map<String, @Nullable Object> changed = copy(at);
    changed.put(part, change(changed.get(part), path, depth + 1, atTheEnd));
    return Collections.unmodifiableMap(changed);
  }

  private static Map<String, @Nullable Object> copy(@Nullable Object map) {
    return map == null ? new LinkedHashMap<>() : new LinkedHashMap<>(asMap(map));
  }

  @SuppressWarnings("unchecked") // trees have no other maps
  private static Map<String, @Nullable Object> asMap(@Nullable Object map) {
    if (map == null) {
      throw new IllegalStateException("a container became null");
    }
    return (Map<String, @Nullable Object>) map;
  }

  /** The index that the part names, or -1 when there is no such element. */
  private static int index(String part, List<?> list) {
    boolean digits = part.length() <= 9 && part.chars().allMatch(c -> c >= '0' && c <= '9');
    int index = digits ? Integer.parseInt(part) : -1;
    return index < list.size() ? index : -1;
  }

  private static String missing(@Nullable Object at, StatePath path, int depth) {
    String part = path.parts().get(depth);
    String place = depth == 0 ? "the state" : "'" + path.upTo(depth) + "'";
    return switch (at) {
      case Map<?, ?> map -> "%s has no '%s'; it has %s".formatted(place, part, keys(map));
      case List<?> list ->
          "%s is a list of %d, so it has no '%s'".formatted(place, list.size(), part);
      case null, default -> "%s is %s, so it has no '%s'".formatted(place, kind(at), part);
    };
  }

  private static String keys(Map<?, ?> map) {
    List<Object> keys = List.copyOf(new TreeSet<>(map.keySet()));
    int more = keys.size() - LISTED_KEYS;
    return more <= 0
        ? keys.toString()
        : keys.subList(0, LISTED_KEYS) + " and %d more".formatted(more);
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String s -> "a string";
      case Boolean b -> "a boolean";
      case Number n -> "a number";
      case List<?> l -> "a list";
      default -> "a map";
    };
  }

  private static StateException bad(String problem) {
    return new StateException("bad_path", problem);
  }
}
