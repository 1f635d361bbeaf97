package org.llamadeploy4j.workflow.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;

/**
 * All that a test says about its runs.
 *
 * @param workflow gives an instance for each run
 * @param patience real time that a run may take
 */
record Setup(
    Supplier<? extends Workflow> workflow,
    World world,
    List<Fault> faults,
    Answers answers,
    long seed,
    Duration patience) {

  Setup {
    if (!patience.isPositive()) {
      throw new IllegalArgumentException(
          "patience must be above zero, such as 30 s, not " + patience);
    }
    faults = List.copyOf(faults);
  }

  /**
   * What a run finds around it.
   *
   * @param begin what its clock shows first
   * @param downtime how long nobody runs it after a crash
   */
  record World(Env env, Map<Class<?>, Object> resources, Instant begin, Duration downtime) {
    World {
      if (downtime.isNegative()) {
        throw new IllegalArgumentException("a downtime is zero or more, not " + downtime);
      }
      resources = Map.copyOf(resources);
    }

    World withEnv(Env changed) {
      return new World(changed, resources, begin, downtime);
    }

    World withResource(Class<?> type, Object instance) {
      Map<Class<?>, Object> more = new HashMap<>(resources);
      more.put(type, instance);
      return new World(env, more, begin, downtime);
    }

    World withBegin(Instant changed) {
      return new World(env, resources, changed, downtime);
    }

    World withDowntime(Duration changed) {
      return new World(env, resources, begin, changed);
    }
  }

  Setup with(World changed) {
    return new Setup(workflow, changed, faults, answers, seed, patience);
  }

  Setup withFaults(List<Fault> changed) {
    return new Setup(workflow, world, changed, answers, seed, patience);
  }

  Setup with(Answers changed) {
    return new Setup(workflow, world, faults, changed, seed, patience);
  }

  Setup withSeed(long changed) {
    return new Setup(workflow, world, faults, answers, changed, patience);
  }

  Setup withPatience(Duration changed) {
    return new Setup(workflow, world, faults, answers, seed, changed);
  }
}
