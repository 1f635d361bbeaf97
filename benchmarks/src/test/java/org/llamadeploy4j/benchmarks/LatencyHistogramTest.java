package org.llamadeploy4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyHistogramTest {
  private final LatencyHistogram histogram = new LatencyHistogram();

  @Test
  void anEmptyOneSaysZero() {
    assertThat(histogram.total()).isZero();
    assertThat(histogram.maxNanos()).isZero();
    assertThat(histogram.percentileNanos(0.5)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 63, 64, 65, 127, 128, 1_000_000, Long.MAX_VALUE})
  void aSingleValueIsEveryPercentile(long value) {
    histogram.record(value);

    assertThat(histogram.percentileNanos(0)).isEqualTo(value);
    assertThat(histogram.percentileNanos(0.5)).isEqualTo(value);
    assertThat(histogram.percentileNanos(1)).isEqualTo(value);
  }

  @Test
  void aNegativeLatencyCountsAsZero() {
    histogram.record(-5);

    assertThat(histogram.maxNanos()).isZero();
    assertThat(histogram.total()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1})
  void percentilesAreAtMostTwoPercentTooHigh(double share) {
    long seed = 20261122;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    long[] values = random.longs(50_000, 1, 40_000_000).toArray();
    Arrays.stream(values).forEach(histogram::record);
    Arrays.sort(values);

    long exact = values[(int) Math.ceil(share * values.length) - 1];

    assertThat(histogram.percentileNanos(share))
        .isGreaterThanOrEqualTo(exact)
        .isCloseTo(exact, withinPercentage(2));
  }
}
