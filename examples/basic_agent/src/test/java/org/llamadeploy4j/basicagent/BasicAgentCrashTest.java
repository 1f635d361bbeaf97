package org.llamadeploy4j.basicagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.basicagent.Turn.call;
import static org.llamadeploy4j.basicagent.Turn.calls;
import static org.llamadeploy4j.basicagent.Turn.says;

import org.junit.jupiter.api.Test;
import org.llamadeploy4j.basicagent.BasicAgent.Answer;
import org.llamadeploy4j.basicagent.BasicAgent.Ask;
import org.llamadeploy4j.workflow.testing.TestRun;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** The agent survives the death of its process, at whatever moment that comes. */
class BasicAgentCrashTest {
  @Test
  void whereverItsProcessDiesTheAnswerIsTheSame() throws Exception {
    try (ChatEndpoint model =
        ChatEndpoint.repeating(
            calls(
                call("1", "calculator", "expression", "6*7"),
                call("2", "calculator", "expression", "1/0"),
                call("3", "clock", "zone", "Asia/Tokyo")),
            calls(call("4", "search", "query", "session state")),
            says("It is ", "42."))) {
      TestRun run =
          WorkflowTest.of(BasicAgent::new).env(model.env()).crashEverywhere(new Ask("6*7?"));

      assertThat(run.result(Answer.class)).isEqualTo(new Answer("It is 42."));
    }
  }
}
