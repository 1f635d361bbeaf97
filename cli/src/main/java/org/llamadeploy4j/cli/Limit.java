package org.llamadeploy4j.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A bound that {@code --limit NAME=NUMBER} sets. */
public enum Limit {
  /** Memory of the Redis that is started, or what counts as all of one without maxmemory. */
  REDIS_MEGABYTES(1_024, 16, 1_048_576),
  /** What one run may hold in Redis. */
  RUN_MEGABYTES(64, 1, 1_024),
  /** Events that wait for one run. */
  INBOX_EVENTS(1_000, 1, 5_000),
  /** What these hold. */
  INBOX_KILOBYTES(1_024, 1, 1_048_576),
  /** Sessions of a deployment that did not come with tasks. */
  SESSIONS(100_000, 1, 10_000_000),
  /** Callers that wait for a result in one API server. */
  WAITING_CALLERS(10_000, 1, 1_000_000),
  /** Open event streams of one API server. */
  EVENT_STREAMS(10_000, 1, 1_000_000),
  /** Body of a request. */
  BODY_MEGABYTES(10, 1, 15),
  /** Deployments of a fleet. */
  DEPLOYMENTS(1_000, 1, 100_000),
  /** Versions on one runtime. */
  VERSIONS(64, 1, 10_000),
  /** Runs of one version with a step running, per runtime. */
  RUNNING_RUNS(256, 1, 100_000),
  /** Runs of one version that wait, per runtime. */
  WAITING_RUNS(10_000, 1, 1_000_000),
  /** Steps that ignore interruption, per runtime. */
  ABANDONED_STEPS(16, 1, 200);

  private final int usual;
  private final int least;
  private final int most;

  Limit(int usual, int least, int most) {
    this.usual = usual;
    this.least = least;
    this.most = most;
  }

  /** How it is typed, such as {@code run-megabytes}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What holds unless it is set. */
  public int usual() {
    return usual;
  }

  /** The least that it may be set to. */
  public int least() {
    return least;
  }

  /** The most that it may be set to. */
  public int most() {
    return most;
  }

  /** The one that is typed so. */
  static Optional<Limit> of(String word) {
    return Arrays.stream(values()).filter(limit -> limit.word().equals(word)).findFirst();
  }
}
