package org.llamadeploy4j.workflow.testing;

import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.workflow.Replay;
import org.llamadeploy4j.workflow.StartEvent;

/** Runs a workflow from every prefix of its journal. Used once, by the test's thread. */
final class Crashes {

  private static final int MOST_REPORTED = 5;

  private final Setup setup;
  private final StartEvent start;

  Crashes(Setup setup, StartEvent start) {
    this.setup = setup;
    this.start = start;
  }

  TestRun everywhere() {
    TestRun whole = new Stage(setup, start, setup.world().begin()).play(List.of());
    List<byte[]> journal = whole.journal();
    List<String> wrong = new ArrayList<>();
    int differing = 0;
    for (int length = 1; length <= journal.size(); length++) {
      String got = resume(journal.subList(0, length), whole);
      if (!got.isEmpty() && differing++ < MOST_REPORTED) {
        wrong.add(
            "after tick %d of %d (%s): %s"
                .formatted(length, journal.size(), words(journal, length), got));
      }
    }
    if (differing > 0) {
      throw new AssertionError(
          "without a crash (seed %d) came %s; with a crash it came out differently %d times:%n  %s"
              .formatted(
                  setup.seed(),
                  whole.outcome().words(),
                  differing,
                  String.join(System.lineSeparator() + "  ", wrong)));
    }
    return whole;
  }

  /** What came instead, or nothing if the same came. */
  private String resume(List<byte[]> prefix, TestRun whole) {
    TestRun resumed = new WorkflowTest(setup).resume(start, prefix);
    boolean same = resumed.outcome().key().equals(whole.outcome().key());
    return same ? "" : resumed.outcome().words();
  }

  private String words(List<byte[]> journal, int number) {
    return Replay.of(setup.workflow().get(), journal).tick(number);
  }
}
