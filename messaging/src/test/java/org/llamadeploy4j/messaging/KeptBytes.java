package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a dump tells of the bytes that ended runs hold. */
record KeptBytes(long total, Map<String, Long> noted, Map<String, Long> held) {
  private static final Pattern TOTAL = Pattern.compile(":gen = .*\\bkept=(\\d+)");
  private static final Pattern ENDS = Pattern.compile("(?m):ended = \\[(.*)]$");
  private static final Pattern END = Pattern.compile("\\d+ (\\S+) (\\d+)(?:, |$)");
  private static final Pattern RUN =
      Pattern.compile("(?m):run:(\\S+) = .*?\\bbytes=(\\d+).*, status=(\\w+)");

  /**
   * Reads a dump of one shard.
   *
   * @return the total of the shard, what is noted of each end, and what each ended run says itself
   */
  static KeptBytes of(String dump) {
    Matcher total = TOTAL.matcher(dump);
    Matcher ends = ENDS.matcher(dump);
    Map<String, Long> noted = new HashMap<>();
    if (ends.find()) {
      END.matcher(ends.group(1))
          .results()
          .forEach(end -> noted.put(end.group(1), Long.parseLong(end.group(2))));
    }
    Map<String, Long> held = new HashMap<>();
    RUN.matcher(dump)
        .results()
        .filter(run -> run.group(3).matches("completed|failed|cancelled"))
        .forEach(run -> held.put(run.group(1), Long.parseLong(run.group(2))));
    return new KeptBytes(total.find() ? Long.parseLong(total.group(1)) : 0, noted, held);
  }

  /** The total is the sum of what is noted, and each ended run that is there is noted as it is. */
  KeptBytes requireExact() {
    assertThat(total).isEqualTo(noted.values().stream().mapToLong(Long::longValue).sum());
    assertThat(noted).containsAllEntriesOf(held);
    return this;
  }
}
