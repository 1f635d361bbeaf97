package org.llamadeploy4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Very many tasks that wait cost the process that ran them next to nothing. */
class ParkedTasksIT {
  private static final int TASKS = 200_000;
  private static final int ANSWERS = 200;

  /** What this test itself remembers of a task: ids. */
  private static final long OWN_HEAP_BYTES = 256;

  @Test
  @SuppressWarnings("try") // closing may be interrupted
  void twoHundredThousandParkedRunsTakeNoThreadAndNoHeapAndComeBack(@TempDir Path folder)
      throws Exception {
    Options options = Options.parse(new String[0], ParkedTasks.OPTIONS);
    try (ParkedTasks tasks = new ParkedTasks(options, folder)) {
      ParkedTasks.Cost cost = tasks.park(TASKS);

      assertThat(cost.tasks()).isEqualTo(TASKS);
      assertThat(cost.threads()).isLessThanOrEqualTo(4);
      assertThat(cost.heapBytes()).isLessThanOrEqualTo(OWN_HEAP_BYTES);
      assertThat(cost.redisBytes()).isLessThanOrEqualTo(4_096);
      assertThat(tasks.answer(ANSWERS)).isEqualTo(ANSWERS);
    }
  }
}
