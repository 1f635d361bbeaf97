package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.protocol.DurabilityLevel;

class DurabilityTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false |          | 0 | none       |                            | a restart of Redis loses everything",
        "false |          | 1 | none       |                            | a restart of Redis loses everything",
        "true  |          | 0 | none       |                            | dies is not known, what a replica",
        "true  | no       | 0 | none       |                            | dies is not known, what a replica",
        "true  | everysec | 0 | everysec   | EVERYSEC                   | up to about 2 s of acknowledged",
        "true  | always   | 0 | always     | EVERYSEC ALWAYS            | nothing acknowledged is lost when Redis",
        "true  | everysec | 1 | replicated | EVERYSEC REPLICATED        | nothing at a failover to a replica that",
        "true  | always   | 2 | replicated | EVERYSEC ALWAYS REPLICATED | nothing at a failover to a replica that",
        "true  |          | 1 | replicated | REPLICATED                 | nothing at a failover to a replica that",
      })
  void aStoreHasTheLevelThatItsSettingsGive(
      boolean appendOnly,
      @Nullable String fsync,
      int replicas,
      String word,
      @Nullable String met,
      String costs) {
    Durability durability = new Durability(appendOnly, fsync, replicas);

    String levels =
        Arrays.stream(DurabilityLevel.values())
            .filter(durability::meets)
            .map(DurabilityLevel::name)
            .collect(Collectors.joining(" "));
    assertThat(levels).isEqualTo(met == null ? "" : met);
    assertThat(durability.word()).isEqualTo(word);
    assertThat(durability.toString())
        .startsWith(word + " (appendonly " + (appendOnly ? "yes" : "no"))
        .contains("replicas waited for: " + replicas)
        .contains(costs);
  }
}
