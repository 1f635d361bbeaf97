package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/**
 * What a test says of its runs is refused where it makes no sense, so that no test tries nothing.
 */
class WorkflowTestSettingsTest {

  static final class Plain extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent go(Go go) {
      return StopEvent.of("done");
    }
  }

  private static final WorkflowTest TEST = WorkflowTest.of(Plain::new);

  @Test
  void aTestOfNoSchedulesIsRefusedInsteadOfPassing() {
    String why = "schedules needs at least one seed to try, not 0";

    assertThatThrownBy(() -> TEST.schedules(0, new Plain.Go()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
    assertThatThrownBy(() -> TEST.schedules(0, new Plain.Go(), run -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  @Test
  void timesThatCannotPassAreRefused() {
    assertThatThrownBy(() -> TEST.downtime(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a downtime is zero or more, not PT-1S");
    assertThatThrownBy(() -> TEST.patience(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("patience must be above zero, such as 30 s, not PT0S");
  }
}
