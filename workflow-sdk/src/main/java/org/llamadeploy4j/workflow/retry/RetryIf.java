package org.llamadeploy4j.workflow.retry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.llamadeploy4j.workflow.ChildFailedException;
import org.llamadeploy4j.workflow.StoredThrowable;

/**
 * Which exceptions are worth another attempt. The factories here can be combined, and a lambda does
 * for what they lack. All are immutable and may be used by many threads at once; a condition must
 * depend on nothing but the exception. One that throws ends the retries with a {@link
 * RetryPolicyException}.
 *
 * <p>A {@link java.lang.Error} is never retried: conditions are not even asked.
 */
@FunctionalInterface
public interface RetryIf {

  /**
   * Whether to try again.
   *
   * @param error what the step threw, without the wrappers of reflection and futures
   */
  boolean test(Throwable error);

  /** Every exception. */
  static RetryIf always() {
    return error -> true;
  }

  /** No exception. */
  static RetryIf never() {
    return error -> false;
  }

  /**
   * Exceptions of one of these types or their subtypes.
   *
   * @param types at least one
   */
  @SafeVarargs
  static RetryIf exception(Class<? extends Throwable>... types) {
    List<Class<? extends Throwable>> all = listed(types);
    return error -> isOneOf(all, error);
  }

  /**
   * All exceptions but those of these types and their subtypes.
   *
   * @param types at least one
   */
  @SafeVarargs
  static RetryIf unless(Class<? extends Throwable>... types) {
    return exception(types).negate();
  }

  /**
   * Exceptions with a cause, at any depth, of one of these types or their subtypes. The exception
   * itself does not count; what was thrown in a child run does, see {@link ChildFailedException}.
   *
   * @param types at least one
   */
  @SafeVarargs
  static RetryIf causedBy(Class<? extends Throwable>... types) {
    List<Class<? extends Throwable>> wanted = listed(types);
    return error -> {
      // Causes may form a ring.
      Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Throwable at = error.getCause(); at != null && seen.add(at); at = at.getCause()) {
        if (isOneOf(wanted, at)) {
          return true;
        }
      }
      return false;
    };
  }

  /** Exceptions with exactly this message. One without a message counts as empty. */
  static RetryIf messageIs(String message) {
    Objects.requireNonNull(message, "message");
    return error -> messageOf(error).equals(message);
  }

  /**
   * Exceptions whose whole message matches, as {@link String#matches} does. One without a message
   * counts as empty.
   *
   * @param regex a {@link Pattern}, else refused with an {@link IllegalArgumentException}; begin
   *     and end it with {@code .*} to look for a part, with {@code (?s)} in front where messages
   *     have several lines
   */
  static RetryIf messageMatches(String regex) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "regex is no regular expression; for an exact text use messageIs: " + e.getMessage(), e);
    }
    return error -> pattern.matcher(messageOf(error)).matches();
  }

  /** What at least one of these retries; nothing for an empty list. */
  static RetryIf any(RetryIf... conditions) {
    List<RetryIf> all = List.of(conditions);
    return error -> all.stream().anyMatch(c -> c.test(error));
  }

  /** What all of these retry; everything for an empty list. */
  static RetryIf all(RetryIf... conditions) {
    List<RetryIf> all = List.of(conditions);
    return error -> all.stream().allMatch(c -> c.test(error));
  }

  /** What the condition does not retry. */
  static RetryIf not(RetryIf condition) {
    return condition.negate();
  }

  /** What both this one and the other retry. */
  default RetryIf and(RetryIf other) {
    Objects.requireNonNull(other, "other");
    return error -> test(error) && other.test(error);
  }

  /** What this one or the other retries. */
  default RetryIf or(RetryIf other) {
    Objects.requireNonNull(other, "other");
    return error -> test(error) || other.test(error);
  }

  /** What this one does not retry. */
  default RetryIf negate() {
    return error -> !test(error);
  }

  /** Copied one by one: the compiler distrusts an array of generic types that is handed on. */
  @SafeVarargs
  private static List<Class<? extends Throwable>> listed(Class<? extends Throwable>... types) {
    List<Class<? extends Throwable>> all = new ArrayList<>();
    for (Class<? extends Throwable> type : types) {
      all.add(Objects.requireNonNull(type, "type"));
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "name at least one exception type, or use RetryIf.always() or RetryIf.never()");
    }
    return all;
  }

  private static boolean isOneOf(List<Class<? extends Throwable>> types, Throwable thrown) {
    return types.stream()
        .anyMatch(type ->
            type.isInstance(thrown) || (thrown instanceof StoredThrowable s && s.isA(type)));
  }

  private static String messageOf(Throwable error) {
    return Objects.requireNonNullElse(error.getMessage(), "");
  }
}
