package org.llamadeploy4j.protocol;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamadeploy4j.protocol.Section.Entry;

/**
 * The keys of a deployment file that say how its tasks are let in. Collects what services say while
 * they are read. Used by one thread.
 */
final class AdmissionSection {
  private static final int MOST_WAITING = 1_000_000;
  private static final Duration SHORTEST_KEEP = Duration.ofMinutes(1);
  private static final Duration LONGEST_KEEP = Duration.ofDays(30);

  private final Mistakes mistakes;
  private final Values values;
  private final Map<ServiceId, Integer> queues = new LinkedHashMap<>();

  AdmissionSection(Mistakes mistakes) {
    this.mistakes = mistakes;
    this.values = new Values(mistakes);
  }

  /** Takes what a service says about its queue. */
  void queue(ServiceId service, Entry queue) {
    limit(queue).ifPresent(limit -> queues.put(service, limit));
  }

  /** The rules, once the services were read; what is wrong is left out after it was noted. */
  AdmissionRules read(Section top) {
    AdmissionRules unsaid = AdmissionRules.DEFAULT;
    return new AdmissionRules(
        top.given("session-policy")
            .flatMap(e -> values.oneOf(e, SessionPolicy.words()))
            .flatMap(SessionPolicy::of)
            .orElse(unsaid.sessionPolicy()),
        top.given("session-queue").flatMap(this::limit).orElse(null),
        top.given("idempotency").flatMap(this::keep).orElse(unsaid.keyRetention()),
        queues);
  }

  private Optional<Integer> limit(Entry queue) {
    return only("limit", "how many tasks may wait", "1000", queue)
        .flatMap(entry -> values.number(entry, 1, MOST_WAITING));
  }

  private Optional<Duration> keep(Entry idempotency) {
    return only("keep", "how long keys outlive their tasks", "24h", idempotency)
        .flatMap(entry -> values.duration(entry, SHORTEST_KEEP, LONGEST_KEEP));
  }

  /** The only key of a mapping. */
  private Optional<Entry> only(String key, String meaning, String example, Entry mapping) {
    String form = "a mapping with '%s', such as {%s: %s}".formatted(key, key, example);
    return Section.under(mapping, List.of(key), form, mistakes)
        .flatMap(section -> section.required(key, meaning + ", such as " + example));
  }
}
