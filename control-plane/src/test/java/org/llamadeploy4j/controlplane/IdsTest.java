package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
  private Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
  private final Ids ids = new Ids(() -> now, new Random(1));

  @Test
  void idsAreUuidsOfVersionSeven() {
    UUID uuid = ids.uuid();

    assertThat(uuid.version()).isEqualTo(7);
    assertThat(uuid.variant()).isEqualTo(2);
    assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
  }

  @Test
  void laterIdsSortLater() {
    String before = ids.uuid().toString();
    now = now.plusMillis(1);

    assertThat(ids.uuid().toString()).isGreaterThan(before);
  }

  @Test
  void idsOfOneMillisecondDiffer() {
    Set<UUID> made = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ids.uuid());
    }

    assertThat(made).hasSize(10_000);
  }
}
