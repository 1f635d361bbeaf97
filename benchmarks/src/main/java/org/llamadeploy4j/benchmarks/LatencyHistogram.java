package org.llamadeploy4j.benchmarks;

/**
 * Counts latencies in buckets that grow with the value: 64 per power of two, so a percentile is at
 * most 1.6 % too high. Fixed size, no allocation while recording; used by one thread.
 */
final class LatencyHistogram {
  private static final int SUB_BITS = 6;
  private static final int SUBS = 1 << SUB_BITS;

  private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUBS];
  private long total;
  private long max;

  /** Counts one latency; negative ones count as zero. */
  void record(long nanos) {
    long value = Math.max(0, nanos);
    counts[bucket(value)]++;
    total++;
    max = Math.max(max, value);
  }

  long total() {
    return total;
  }

  /** The largest latency recorded, in nanoseconds; 0 when there is none. */
  long maxNanos() {
    return max;
  }

  /**
   * The latency that a share of all did not exceed, in nanoseconds; 0 when there is none.
   *
   * @param share from 0 to 1
   */
  long percentileNanos(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen >= wanted) {
        return Math.min(max, highest(bucket));
      }
    }
    return max;
  }

  // Below 64 each value has its own bucket. Above, the leading bit names the row and the six bits
  // after it the column; the first row of that kind starts where the exact values end.
  private static int bucket(long value) {
    if (value < SUBS) {
      return (int) value;
    }
    int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(value);
    return (shift + 1) * SUBS + (int) (value >>> shift) - SUBS;
  }

  private static long highest(int bucket) {
    if (bucket < SUBS) {
      return bucket;
    }
    int shift = bucket / SUBS - 1;
    return ((bucket % SUBS + SUBS + 1L) << shift) - 1;
  }
}
