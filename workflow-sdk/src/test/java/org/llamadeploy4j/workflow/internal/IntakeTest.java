package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Whatever comes from outside, a run only notes that it could not be taken. */
class IntakeTest {

  record Touchy(int n) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Touchy touchy && touchy.n == n;
    }

    @Override
    public int hashCode() {
      throw new UnsupportedOperationException("do not hash me");
    }
  }

  static final class Asking extends Workflow {
    record Go() implements StartEvent {}

    record Answer(Object value) implements HumanResponseEvent {}

    record Answers(Set<Touchy> all) implements HumanResponseEvent {}

    @Step
    void ask(Go go) {}

    @Step
    StopEvent take(Answer answer) {
      return StopEvent.of("ok");
    }

    @Step
    StopEvent takeAll(Answers answers) {
      return StopEvent.of("ok");
    }
  }

  private final Intake intake =
      new Intake(
          LoadedProgram.of(
                  new Asking(),
                  Loading.of(ProgramOptions.of("svc", Env.empty(), ManualClock.create())))
              .program(),
          "run-1");

  private CoreInput.Incoming read(String type, String json) {
    ExternalEvent event = new ExternalEvent("id", type, json.getBytes(UTF_8));
    return intake.read(List.of(event)).getFirst();
  }

  private String problem(String type, String json) {
    CoreInput.Incoming incoming = read(type, json);
    assertThat(incoming.event()).isNull();
    return incoming.problem();
  }

  @Test
  void whatIsTooLargeIsRefusedWithItsPlace() {
    assertThat(problem("Answer", "{\"value\": {\"a\": [1, " + "7".repeat(1500) + "]}}"))
        .isEqualTo("value.a[1] is a number of 1500 characters; a number has at most 1000");
    assertThat(problem("Answer", "{\"value\": {\"" + "k".repeat(60_000) + "\": 1}}"))
        .isEqualTo("value has a key of more than 10000 characters");
    assertThat(problem("Answer", "{\"value\": " + "[".repeat(200) + "]".repeat(200) + "}"))
        .contains("value[0][0]", "is nested deeper than 150 levels");
  }

  @Test
  void aNumberThatIsOnlyAsLongAsItIsWrittenIsRefusedToo() {
    // 1,000 digits are read, with their point they are not written
    assertThat(problem("Answer", "{\"value\": 1." + "7".repeat(999) + "}"))
        .isEqualTo("Answer: value: is a number of 1001 characters; a number has at most 1000");
  }

  @Test
  void anEventWhoseClassThrowsIsRefused() {
    assertThat(problem("Answers", "{\"all\": [{\"n\": 1}]}"))
        .isEqualTo("java.lang.UnsupportedOperationException: do not hash me");
  }

  @Test
  void aRefusalIsShortHoweverLongTheEventIs() {
    StringBuilder json = new StringBuilder("{\"value\": 1");
    for (int i = 0; i < 5_000; i++) {
      json.append(", \"unknown").append(i).append("\": 1");
    }

    assertThat(problem("Answer", json.append('}').toString()))
        .startsWith("Answer: has an unknown field 'unknown0'")
        .hasSizeLessThan(9_000);
  }

  @Test
  void theEventsOfACommitAreReadTheSameWay() {
    ExternalEvent large =
        new ExternalEvent("a", "Answer", ("{\"value\": " + "7".repeat(1500) + "}").getBytes(UTF_8));
    ExternalEvent fine = new ExternalEvent("b", "Answer", "{\"value\": 1}".getBytes(UTF_8));

    CoreInput answer = intake.answer(new CommitResult.Committed(List.of(large, fine)));

    assertThat(((CoreInput.Committed) answer).arrived())
        .extracting(CoreInput.Incoming::id, i -> i.event() != null)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("a", false),
            org.assertj.core.api.Assertions.tuple("b", true));
  }
}
