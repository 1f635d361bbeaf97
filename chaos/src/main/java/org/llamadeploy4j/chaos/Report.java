package org.llamadeploy4j.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings.Fsync;

/**
 * What came of an experiment.
 *
 * @param findings what must not be, the excused ones left out
 * @param excused what a Redis that dies may cost under {@code everysec}
 * @param text for people, Markdown
 */
record Report(List<Finding> findings, List<Finding> excused, String text) {
  private static final Duration EVERYSEC_WINDOW = Duration.ofSeconds(2);
  private static final int SHOWN = 20;

  static Report of(
      Settings settings,
      FaultLog faults,
      Clients clients,
      List<Finding> all,
      List<Execution> executions) {
    Map<Integer, Told> told =
        clients.told().stream().collect(Collectors.toMap(Told::number, Function.identity()));
    Predicate<Finding> excusable =
        finding ->
            settings.shape().fsync() == Fsync.EVERYSEC
                && isExcused(told.get(finding.number()), faults.redisDeaths());
    List<Finding> findings = all.stream().filter(excusable.negate()).toList();
    List<Finding> excused = all.stream().filter(excusable).toList();
    Takeovers takeovers = Takeovers.of(faults.runtimeDeaths(), executions);
    return new Report(
        findings, excused, text(settings, faults, clients, findings, excused, takeovers));
  }

  /** Whether what went wrong is a task that was acknowledged just before Redis died. */
  private static boolean isExcused(@Nullable Told told, Collection<Long> redisDeaths) {
    return told != null
        && redisDeaths.stream()
            .anyMatch(death ->
                told.atMillis() <= death && told.atMillis() >= death - EVERYSEC_WINDOW.toMillis());
  }

  private static String text(
      Settings settings,
      FaultLog faults,
      Clients clients,
      List<Finding> findings,
      List<Finding> excused,
      Takeovers takeovers) {
    StringBuilder text = new StringBuilder();
    line(text, "seed ", settings.seed(), ", ", settings.length(), ", ", settings.shape());
    line(text, faults.count(), " faults: ", faults.kinds());
    line(text, clients);
    for (Kind kind : Kind.values()) {
      line(text, kind.words(), ": ", count(findings, kind));
    }
    line(text, "excused, since acknowledged in the 2 s before Redis died: ", excused.size());
    line(text, "kill of a runtime to its runs going on: ", takeovers);
    line(text, "ended by themselves: ", faults.endings().size());
    faults.endings().forEach(ending -> line(text, "  ", ending));
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
