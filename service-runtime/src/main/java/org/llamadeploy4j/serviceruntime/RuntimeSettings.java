package org.llamadeploy4j.serviceruntime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.workflow.spi.ProgramListener;

/**
 * How a service runtime behaves.
 *
 * @param runtime its id, unique among those that run: another one for each start of the process,
 *     unless a lock keeps two processes from using it at once
 * @param host where it runs, for people
 * @param workFolder where code is unpacked and compiled; belongs to this runtime alone, emptied at
 *     start and stop
 * @param capacity how many versions it may hold
 * @param labels free words that services may ask for
 * @param limits how much it does at a time
 * @param times its rhythm
 * @param listeners told about all runs here, in their order; where an operator's spans begin and
 *     end. Must be thread-safe.
 */
public record RuntimeSettings(
    RuntimeId runtime,
    String host,
    Path workFolder,
    int capacity,
    Map<String, String> labels,
    Limits limits,
    Times times,
    List<ProgramListener> listeners) {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException naming the setting
   */
  public RuntimeSettings {
    atLeastOne("capacity", capacity);
    labels = Map.copyOf(labels);
    listeners = List.copyOf(listeners);
    workFolder = workFolder.toAbsolutePath().normalize();
  }

  /** The defaults: 64 versions, no labels, no listeners. */
  public static RuntimeSettings of(RuntimeId runtime, String host, Path workFolder) {
    return new RuntimeSettings(
        runtime, host, workFolder, 64, Map.of(), Limits.DEFAULT, Times.DEFAULT, List.of());
  }

  /** The same with other limits. */
  public RuntimeSettings with(Limits other) {
    return new RuntimeSettings(
        runtime, host, workFolder, capacity, labels, other, times, listeners);
  }

  /** The same for another number of versions. */
  public RuntimeSettings withCapacity(int versions) {
    return new RuntimeSettings(
        runtime, host, workFolder, versions, labels, limits, times, listeners);
  }

  /** The same with another rhythm. */
  public RuntimeSettings with(Times other) {
    return new RuntimeSettings(
        runtime, host, workFolder, capacity, labels, limits, other, listeners);
  }

  /** The same, telling these about runs and steps. */
  public RuntimeSettings withListeners(List<ProgramListener> others) {
    return new RuntimeSettings(runtime, host, workFolder, capacity, labels, limits, times, others);
  }

  /**
   * The same, telling those that an operator's jars on the class path name in {@code
   * META-INF/services}.
   *
   * @throws java.util.ServiceConfigurationError when one of them cannot be made
   */
  public RuntimeSettings withListenersOnClassPath() {
    return withListeners(
        ServiceLoader.load(ProgramListener.class, RuntimeSettings.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  /**
   * How much a runtime does at a time.
   *
   * @param running runs of one version that have a step running or due
   * @param waiting runs of one version that wait for a person, an event or a time
   * @param abandonedSteps steps that ignore interruption; with as many the runtime asks to be
   *     restarted
   * @param stepGrace how long an interrupted step may go on before it counts as abandoned
   */
  public record Limits(int running, int waiting, int abandonedSteps, Duration stepGrace) {
    /** The defaults. */
    public static final Limits DEFAULT = new Limits(256, 10_000, 16, Duration.ofSeconds(5));

    /**
     * Checks.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public Limits {
      atLeastOne("running", running);
      atLeastOne("waiting", waiting);
      atLeastOne("abandonedSteps", abandonedSteps);
    }
  }

  /**
   * The rhythm of a runtime.
   *
   * @param lease how long its rights last without a renewal
   * @param renewal how often it renews them; at most a third of the lease
   * @param sweep how often it looks for what a lost wake-up may have hidden
   * @param drain how long runs may go on when it stops
   * @param load how long a version may take to load, its constructor included; less than a rollout
   *     waits, so that its author is told the cause
   * @param idle how long nothing must have happened to a run whose steps all wait until it leaves
   *     memory; about, and less where very many runs wait
   */
  public record Times(
      Duration lease,
      Duration renewal,
      Duration sweep,
      Duration drain,
      Duration load,
      Duration idle) {
    /** The defaults: 3 s, 1 s, 1 s, 2 s, 20 s, 10 s. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10));

    /**
     * Checks.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public Times {
      if (!renewal.isPositive() || renewal.multipliedBy(3).compareTo(lease) > 0) {
        throw new IllegalArgumentException(
            "renewal must be positive and at most a third of the lease of %s: %s"
                .formatted(lease, renewal));
      }
      if (!sweep.isPositive()) {
        throw new IllegalArgumentException("sweep must be positive: " + sweep);
      }
      if (!load.isPositive()) {
        throw new IllegalArgumentException("load must be positive: " + load);
      }
      if (drain.isNegative()) {
        throw new IllegalArgumentException("drain must not be negative: " + drain);
      }
      if (!idle.isPositive()) {
        throw new IllegalArgumentException("idle must be positive: " + idle);
      }
    }

    /** The same with another time until runs that wait leave memory. */
    public Times withIdle(Duration other) {
      return new Times(lease, renewal, sweep, drain, load, other);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }
}
