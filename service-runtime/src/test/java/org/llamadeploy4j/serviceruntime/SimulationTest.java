package org.llamadeploy4j.serviceruntime;

/** Whole fleets. */
class SimulationTest {
  public static void main(String[] args) {
    long from = Long.parseLong(args[0]);
    long to = Long.parseLong(args[1]);
    org.llamadeploy4j.messaging.TwinBug bug = args.length > 2 && !args[2].equals("-") ? org.llamadeploy4j.messaging.TwinBug.valueOf(args[2]) : null;
    boolean whole = args.length > 3;
    long begun = System.nanoTime();
    int bad = 0;
    long hash = 0;
    try (SimStage stage = new SimStage()) {
      for (long seed = from; seed <= to; seed++) {
        SimWorld.Outcome outcome;
        SimWorld world = new SimWorld(seed, bug, stage, whole);
        try {
          outcome = world.play();
        } catch (RuntimeException e) {
          System.out.println("seed " + seed + " " + e);
          e.printStackTrace(System.out);
          bad++;
          continue;
        }
        hash = 31 * hash + outcome.trace().hash();
        if (whole) { System.out.println(outcome.trace().text()); }
        if (!outcome.findings().isEmpty()) {
          bad++;
          System.out.println("seed " + seed + ": " + outcome.findings().getFirst());
          if (bug != null) break;
        }
      }
    }
    System.out.printf("bad %d, %.2f ms a seed, hash %x%n", bad, (System.nanoTime() - begun) / 1e6 / (to - from + 1), hash);
  }
}
