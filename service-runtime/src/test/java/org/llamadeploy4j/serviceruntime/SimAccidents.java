package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What happens to a simulated world now and then. */
final class SimAccidents {
  private final SimWorld world;
  private final Random random;
  private Duration jumped = Duration.ZERO;
  private boolean away;
  private boolean generationRepeats;

  SimAccidents(SimWorld world, Random random) {
    this.world = world;
    this.random = random;
  }

  /** How far the store's clock is from the time of the others. */
  Duration jumped() {
    return jumped;
  }

  boolean isStoreAway() {
    return away;
  }

  /**
   * Whether two lives of the store had one number, since a restart was lost with the second after
   * it: positions in streams do not tell them apart.
   */
  boolean generationRepeats() {
    return generationRepeats;
  }

  /** Undoes what can be undone. */
  void heal() {
    storeBack();
    world
        .runtimes()
        .forEach(runtime -> {
          thaw(runtime);
          joined(runtime);
        });
  }

  /** Lets one happen after a while, and others after it. */
  void later() {
    double factor = -Math.log(1 - random.nextDouble());
    world
        .time()
        .inNanos(
            (long) (world.trouble().pause().toNanos() * factor),
            () -> {
              if (world.troubled() && !world.trouble().accidents().isEmpty()) {
                accident(
                    world
                        .trouble()
                        .accidents()
                        .get(random.nextInt(world.trouble().accidents().size())));
                later();
              }
            });
  }

  private void accident(SimTrouble.Accident accident) {
    SimRuntime victim =
        world.runtimes().isEmpty()
            ? null
            : world.runtimes().get(random.nextInt(world.runtimes().size()));
    switch (accident) {
      case CRASH -> crash(victim);
      case FREEZE -> freeze(victim);
      case CUT -> cut(victim);
      case STORE_CRASH -> crashStore();
      case STORE_AWAY -> storeAway();
      case CLOCK_JUMP -> jump();
    }
  }

  private Duration upTo(int millis) {
    return Duration.ofMillis(random.nextInt(millis));
  }

  private void crash(@Nullable SimRuntime victim) {
    if (victim != null) {
      world.trace(victim.link().process().name(), "dies");
      victim.link().process().kill();
      world.redis().hangUp(victim.link());
      world.runtimes().remove(victim);
      world.time().in(upTo(4_000), world::startRuntime);
    }
  }

  private void freeze(@Nullable SimRuntime victim) {
    if (victim != null && !victim.link().process().frozen()) {
      world.trace(victim.link().process().name(), "freezes");
      victim.link().process().freeze();
      world.time().in(upTo(8_000), () -> thaw(victim));
    }
  }

  private void thaw(SimRuntime victim) {
    world.trace(victim.link().process().name(), "thaws");
    victim.link().process().thaw();
  }

  private void cut(@Nullable SimRuntime victim) {
    if (victim != null) {
      world.trace(victim.link().process().name(), "cut");
      victim.link().cut(true);
      world.time().in(upTo(8_000), () -> joined(victim));
    }
  }

  private void joined(SimRuntime victim) {
    world.trace(victim.link().process().name(), "joined");
    victim.link().cut(false);
    world.redis().reconnect(victim.link());
  }

  private void crashStore() {
    if (!away) {
      if (!world.trouble().everysec()) {
        world.save();
      }
      world.trace("redis", "dies");
      generationRepeats |= world.redis().crash(SimWorld.SHARD);
      if (world.ledger().crashed()) {
        world.clients().forEach(SimClient::lookAgain);
      }
      storeAway();
    }
  }

  private void storeAway() {
    if (!away) {
      world.trace("redis", "away");
      away = true;
      world.time().in(upTo(2_500), this::storeBack);
    }
  }

  private void storeBack() {
    if (away) {
      world.trace("redis", "back");
      away = false;
      world.runtimes().forEach(runtime -> world.redis().reconnect(runtime.link()));
    }
  }

  private void jump() {
    jumped = jumped.plusMillis(random.nextInt(40_000) - 20_000L);
    world.trace("redis", "jumps", jumped);
  }
}
