package org.llamadeploy4j.workflow;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * What a wait is for: a question shown first, fields the event must have, a time limit. Immutable.
 */
public final class WaitOptions {

  private static final WaitOptions DEFAULTS = new WaitOptions(null, Map.of(), null);

  private final @Nullable InputRequiredEvent prompt;
  private final Map<String, Object> required;
  private final @Nullable Duration timeout;

  private WaitOptions(
      @Nullable InputRequiredEvent prompt,
      Map<String, Object> required,
      @Nullable Duration timeout) {
    this.prompt = prompt;
    this.required = required;
    this.timeout = timeout;
  }

  /** No question, any event of the type, no limit. */
  public static WaitOptions defaults() {
    return DEFAULTS;
  }

  /** The same with this question, shown on the run's event stream, once, when the wait begins. */
  public WaitOptions withPrompt(InputRequiredEvent question) {
    return new WaitOptions(
        Required.notNull(question, "withPrompt", "question", "the question to show"),
        required,
        timeout);
  }

  /**
   * The same for a wait that takes only an event whose component of this name equals the value.
   * Compared is what they are in JSON: numbers by their value, so that 100 equals 100.0; sets in
   * any order. Called again for another component, both must fit.
   *
   * @param component of the event; of each of them where the wait is for a sealed type
   * @param value what the component can hold. The wait is refused when it can never be that.
   */
  public WaitOptions where(String component, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(required);
    more.put(
        Required.notNull(component, "where", "component", "the name of a component of the event"),
        value);
    return new WaitOptions(prompt, Collections.unmodifiableMap(more), timeout);
  }

  /**
   * The same with a time limit after which the wait gives up, counted on through restarts. The step
   * then gets a {@link WaitTimedOutException}.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public WaitOptions withTimeout(Duration limit) {
    Required.check(limit, "withTimeout", "limit", "how long to wait, or leave it out");
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("the time limit of a wait must be positive: " + limit);
    }
    return new WaitOptions(prompt, required, limit);
  }

  /** The question; empty where none is shown. */
  public Optional<InputRequiredEvent> prompt() {
    return Optional.ofNullable(prompt);
  }

  /** The components and values an event must have, in the order given. */
  public Map<String, Object> required() {
    return required;
  }

  /** The time limit; empty where there is none. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }
}
