package org.llamadeploy4j.kotlinwords;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llamadeploy4j.kotlinwords.KotlinWords.Text;
import org.llamadeploy4j.kotlinwords.KotlinWords.Total;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

class KotlinWordsTest {
  @Test
  void aWorkflowInKotlinSplitsCountsAndJoinsWhereverItsProcessDies() throws Exception {
    TestRun run =
        WorkflowTest.of(KotlinWords::new).crashEverywhere(new Text("one two\n\nthree four five"));

    assertThat(run.result(Total.class)).isEqualTo(new Total(2, 5));
  }
}
