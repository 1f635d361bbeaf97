package org.llamadeploy4j.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings.Fsync;

/**
 * What came of an experiment.
 *
 * @param findings what must not be, the excused ones left out
 * @param excused what a Redis that dies may cost under {@code everysec}
 * @param courses how many tasks went which way
 * @param text for people, Markdown
 */
record Report(List<Finding> findings, List<Finding> excused, Courses courses, String text) {
  private static final Duration EVERYSEC_WINDOW = Duration.ofSeconds(2);
  private static final int SHOWN = 20;

  static Report of(Settings settings, FaultLog faults, Outcome outcome) {
    Map<Integer, List<Long>> acknowledged = outcome.acknowledged();
    Predicate<Finding> excusable =
        finding ->
            settings.shape().fsync() == Fsync.EVERYSEC
                && isExcused(
                    acknowledged.getOrDefault(finding.number(), List.of()), faults.redisDeaths());
    List<Finding> all = outcome.check(faults.troubles());
    List<Finding> findings = all.stream().filter(excusable.negate()).toList();
    List<Finding> excused = all.stream().filter(excusable).toList();
    Courses courses = Courses.of(outcome);
    return new Report(
        findings,
        excused,
        courses,
        head(settings, faults, outcome, courses)
            + found(findings, excused)
            + times(faults, outcome)
            + list(faults.endings(), findings));
  }

  /** Whether something of a task was acknowledged just before Redis died. */
  private static boolean isExcused(List<Long> acknowledged, Collection<Long> redisDeaths) {
    return acknowledged.stream()
        .anyMatch(at ->
            redisDeaths.stream()
                .anyMatch(death -> at <= death && at >= death - EVERYSEC_WINDOW.toMillis()));
  }

  private static String head(Settings settings, FaultLog faults, Outcome outcome, Courses courses) {
    StringBuilder text = new StringBuilder();
    line(text, "seed ", settings.seed(), ", ", settings.length(), ", ", settings.shape());
    line(text, faults.count(), " faults: ", faults.kinds());
    outcome.counts().forEach(count -> line(text, count));
    line(text, courses);
    return text.toString();
  }

  private static String found(List<Finding> findings, List<Finding> excused) {
    StringBuilder text = new StringBuilder();
    for (Kind kind : Kind.values()) {
      line(text, kind.words(), ": ", count(findings, kind));
    }
    line(text, "excused, since acknowledged in the 2 s before Redis died: ", excused.size());
    return text.toString();
  }

  private static String times(FaultLog faults, Outcome outcome) {
    Takeovers takeovers =
        Takeovers.of(
            faults.runtimeDeaths(), faults.troubles(), outcome.executions(), outcome.waiting());
    StringBuilder text = new StringBuilder();
    line(
        text,
        "kill of a runtime to its runs going on, no other trouble (p99 at most 5000 ms): ",
        takeovers.alone());
    line(
        text,
        "the same with other trouble (8000 ms after a restart of Redis): ",
        takeovers.among());
    return text.toString();
  }

  private static String list(List<String> endings, List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    line(text, "ended by themselves: ", endings.size());
    endings.forEach(ending -> line(text, "  ", ending));
    findings.stream().limit(SHOWN).forEach(finding -> line(text, "  ", finding));
    return text.toString();
  }

  private static long count(List<Finding> findings, Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }

  private static void line(StringBuilder text, Object... words) {
    for (Object word : words) {
      text.append(word);
    }
    text.append('\n');
  }
}
