package org.llamadeploy4j.chaos;

import org.llamadeploy4j.messaging.EmbeddedRedisSettings.Fsync;

/** How many processes of each role a fleet has, and the durability of its Redis. */
record FleetShape(int runtimes, int apiServers, int controlPlanes, Fsync fsync) {
  FleetShape {
    if (runtimes < 1 || apiServers < 1 || controlPlanes < 1) {
      throw new ChaosException("a fleet needs at least one process of each role");
    }
  }
}
