package org.llamadeploy4j.serviceruntime;

/**
 * Decides how many carriers virtual threads get. A step that spins keeps its carrier, so when a
 * probe finds none free there must be more of them; when probes have been answered for a while, the
 * additional ones go. Owned by one thread.
 */
final class CarrierCore {
  /** Below the scheduler's bound of 256, which also counts carriers that stand in for others. */
  static final int MOST = 224;

  static final int STEP = 16;
  static final int CALM_PROBES = 120;
  static final int LAST_PROBES = 20;

  private final int base;
  private int carriers;
  private int calm;
  private int lost;

  /** Begins with as many as the process was started with. */
  CarrierCore(int base) {
    this.base = base;
    this.carriers = base;
  }

  /** A probe ran in time: a carrier was free. */
  void answered() {
    lost = 0;
    calm++;
    if (calm >= CALM_PROBES && carriers > base) {
      carriers = Math.max(base, carriers - STEP);
      calm = 0;
    }
  }

  /** A probe did not run in time. */
  void unanswered() {
    calm = 0;
    if (carriers >= MOST) {
      lost++;
    } else {
      carriers = Math.max(carriers, Math.min(MOST, carriers + STEP));
    }
  }

  /** How many there should be. */
  int carriers() {
    return carriers;
  }

  /** Whether there are as many as there can be and still none is free: only a restart helps. */
  boolean exhausted() {
    return lost >= LAST_PROBES;
  }
}
