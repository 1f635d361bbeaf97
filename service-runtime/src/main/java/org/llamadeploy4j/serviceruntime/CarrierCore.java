package org.llamadeploy4j.serviceruntime;

/**
 * Decides how many carriers virtual threads get. A step that spins keeps its carrier, so when a
 * probe finds none free there must be as many as there is work for at once, and some to spare; when
 * probes have been answered for a while, those that nobody holds go again. Owned by one thread.
 */
final class CarrierCore {
  /** Below the scheduler's bound of 256, which also counts carriers that stand in for others. */
  static final int MOST = 224;

  /** Free ones to have beyond those that are held. */
  static final int SPARE = 16;

  static final int CALM_PROBES = 240;
  static final int LAST_PROBES = 40;

  private final int base;
  private int carriers;
  private int calm;
  private int lost;

  /** Begins with as many as the process was started with. */
  CarrierCore(int base) {
    this.base = base;
    this.carriers = base;
  }

  /**
   * What the scheduler is at.
   *
   * @param held carriers that run a virtual thread at this moment
   * @param queued virtual threads that wait for one
   */
  record Load(int held, long queued) {}

  /** A probe ran in time: a carrier was free. */
  void answered(Load load) {
    lost = 0;
    calm++;
    int fewer = Math.max(base, carriers - SPARE);
    if (calm >= CALM_PROBES && load.held() + SPARE <= fewer) {
      carriers = fewer;
      calm = 0;
    }
  }

  /** A probe did not run in time. */
  void unanswered(Load load) {
    calm = 0;
    lost = load.held() >= MOST ? lost + 1 : 0;
    // With carriers free it is the processors that are busy, which more threads would not help.
    if (load.held() >= carriers) {
      carriers = (int) Math.max(carriers, Math.min(MOST, load.held() + load.queued() + SPARE));
    }
  }

  /** How many there should be. */
  int carriers() {
    return carriers;
  }

  /** Whether there are as many as there can be and none came free: only a restart helps. */
  boolean exhausted() {
    return lost >= LAST_PROBES;
  }
}
