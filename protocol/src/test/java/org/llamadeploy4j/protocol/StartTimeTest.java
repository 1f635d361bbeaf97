package org.llamadeploy4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartTimeTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @Test
  void anInstantWithAnyOffsetIsReadAndRoundedUpToMilliseconds() {
    assertThat(StartTime.parse("2030-01-01T08:00:00Z", NOW))
        .isEqualTo(Instant.parse("2030-01-01T08:00:00Z"));
    assertThat(StartTime.parse("2030-01-01T08:00:00.123456+02:00", NOW))
        .isEqualTo(Instant.parse("2030-01-01T06:00:00.124Z"));
    assertThat(StartTime.parse("2030-01-01T08:00+00:00", NOW))
        .isEqualTo(Instant.parse("2030-01-01T08:00:00Z"));
  }

  @Test
  void whatHasPassedIsRead() {
    assertThat(StartTime.parse("1999-12-31T23:59:59Z", NOW)).isBefore(NOW);
  }

  @Test
  void aYearAheadIsTheFurthest() {
    assertThat(StartTime.parse("2031-01-02T00:00:00Z", NOW)).isAfter(NOW);
    assertThatThrownBy(() -> StartTime.parse("2031-01-02T00:00:00.001Z", NOW))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("at most 366 days ahead");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tomorrow",
        "2030-01-01",
        "2030-01-01T08:00:00",
        "1893484800",
        "2030-02-30T08:00:00Z",
        "+999999999-01-01T00:00:00Z"
      })
  void whatIsNoInstantIsRefusedWithWhatIsAllowed(String text) {
    assertThatThrownBy(() -> StartTime.parse(text, NOW))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("'start_at' must be an instant in ISO 8601 with its offset")
        .hasMessageEndingWith("it is '" + text + "'");
  }
}
