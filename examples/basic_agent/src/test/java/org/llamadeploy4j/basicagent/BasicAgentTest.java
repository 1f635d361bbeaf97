package org.llamadeploy4j.basicagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.basicagent.Turn.call;
import static org.llamadeploy4j.basicagent.Turn.calls;
import static org.llamadeploy4j.basicagent.Turn.says;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.basicagent.BasicAgent.Answer;
import org.llamadeploy4j.basicagent.BasicAgent.Ask;
import org.llamadeploy4j.basicagent.BasicAgent.Token;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** The agent in this process, with a model that says what its script has. */
class BasicAgentTest {
  private final ManualClock clock = ManualClock.create();

  private Handler ask(ChatEndpoint model, String question) {
    return runner(model).run(new Ask(question));
  }

  private InProcessRunner runner(ChatEndpoint model) {
    return InProcessRunner.of(new BasicAgent()).withEnv(model.env()).withScheduler(clock);
  }

  private static String answer(Handler run) throws InterruptedException {
    return run.result(Answer.class).response();
  }

  private static List<String> tokens(Handler run) {
    List<String> tokens = new ArrayList<>();
    for (Event event : run.events()) {
      if (event instanceof Token token) {
        tokens.add(token.text());
      }
    }
    return tokens;
  }

  @Test
  void aQuestionWithoutToolsIsAnsweredAndStreamed() throws Exception {
    try (ChatEndpoint model = ChatEndpoint.playing(says("Hel", "lo", "!"))) {
      Handler run = ask(model, "Say hello");

      assertThat(tokens(run)).containsExactly("Hel", "lo", "!");
      assertThat(answer(run)).isEqualTo("Hello!");
      JsonNode request = model.requests().getFirst();
      assertThat(request.at("/model").asText()).isEqualTo("scripted");
      assertThat(request.findValuesAsText("name")).containsExactly("calculator", "clock", "search");
      assertThat(request.at("/tools/0/function/parameters/required/0").asText())
          .isEqualTo("expression");
      assertThat(model.messages(0)).containsExactly("user: Say hello");
    }
  }

  @Test
  void theModelSeesWhatItsToolsFoundAndGoesOnUntilItIsDone() throws Exception {
    try (ChatEndpoint model =
        ChatEndpoint.playing(
            calls(
                call("a", "calculator", "expression", "6*7"),
                call("b", "clock", "zone", "Asia/Tokyo"),
                call("c", "search", "query", "session state")),
            calls(call("d", "calculator", "expression", "42/4")),
            says("10.5"))) {
      assertThat(answer(ask(model, "?"))).isEqualTo("10.5");

      assertThat(model.messages(1))
          .startsWith("user: ?", "assistant: ")
          .contains("tool: 42", "tool: Tuesday, 1 January 2030, 09:00 in Asia/Tokyo")
          .anyMatch(message -> message.startsWith("tool: runs.txt: A session is state shared"))
          .hasSize(5);
      assertThat(model.messages(2))
          .startsWith(model.messages(1).toArray(String[]::new))
          .endsWith("assistant: ", "tool: 10.5")
          .hasSize(7);
    }
  }

  @Test
  void fourToolsAreCalledAtATime() throws Exception {
    CyclicBarrier four = new CyclicBarrier(4);
    Tool meeting =
        new Tool() {
          @Override
          public ToolSpecification specification() {
            return Tool.taking("name", "Ada", "meet", "Returns when four have come");
          }

          @Override
          public String call(JsonNode arguments) throws Exception {
            four.await(10, TimeUnit.SECONDS);
            return arguments.get("name").asText() + " met";
          }
        };
    try (ChatEndpoint model =
        ChatEndpoint.playing(
            calls(
                call("1", "meet", "name", "Ada"),
                call("2", "meet", "name", "Bob"),
                call("3", "meet", "name", "Cleo"),
                call("4", "meet", "name", "Dan")),
            says("done"))) {
      Handler run =
          runner(model).withResource(Tools.class, new Tools(meeting)).run(new Ask("meet"));

      assertThat(answer(run)).isEqualTo("done");
      assertThat(model.messages(1))
          .contains("tool: Ada met", "tool: Bob met", "tool: Cleo met", "tool: Dan met");
    }
  }

  @Test
  void whatFailsInAToolIsToldToTheModelRoundByRound() throws Exception {
    try (ChatEndpoint model =
        ChatEndpoint.playing(
            calls(
                call("1", "calculator", "expression", "1/0"),
                call("2", "calculator", "expression", "1+1")),
            calls(call("3", "calculater", "expression", "1")),
            calls(new Turn.Call("4", "clock", "{\"zone\"")),
            says("I give up"))) {
      assertThat(answer(ask(model, "?"))).isEqualTo("I give up");

      assertThat(model.messages(3))
          .contains(
              "tool: Failed: Division by zero",
              "tool: 2",
              "tool: Failed: there is no tool 'calculater', only [calculator, clock, search]")
          .last()
          .asString()
          .startsWith("tool: Failed: Unexpected end-of-input");
    }
  }

  @Test
  void aModelThatDoesNotLearnFromTenFailuresIsStopped() throws Exception {
    Turn wrong = calls(call("1", "calculator", "expression", "1/0"));
    try (ChatEndpoint model =
        ChatEndpoint.playing(Collections.nCopies(12, wrong).toArray(Turn[]::new))) {
      Handler run = ask(model, "?");

      assertThatThrownBy(run::result).hasMessageContaining("Division by zero");
      assertThat(model.left()).isEqualTo(1);
    }
  }

  @Test
  void aModelThatIsAwayOrHangsUpIsAskedAgain() throws Exception {
    try (ChatEndpoint model =
        ChatEndpoint.playing(
            new Turn.Fails(503),
            new Turn.HangsUp("Hel", false),
            new Turn.HangsUp("Hell", true),
            says("Hello"))) {
      Handler run = ask(model, "?");
      awaitWithTime(run);

      assertThat(answer(run)).isEqualTo("Hello");
      assertThat(tokens(run)).containsExactly("Hel", "Hell", "Hello");
      assertThat(model.left()).isZero();
    }
  }

  @Test
  void aModelThatStaysAwayFailsTheRunWithTheReason() throws Exception {
    ChatEndpoint model = ChatEndpoint.playing();
    model.close();
    Handler run = ask(model, "?");
    awaitWithTime(run);

    assertThatThrownBy(run::result)
        .hasMessageContaining("The model cannot be reached")
        .hasMessageContaining("ConnectException");
  }

  @Test
  void aModelThatRefusesIsNotAskedAgain() throws Exception {
    try (ChatEndpoint model = ChatEndpoint.playing(new Turn.Fails(400), says("never"))) {
      Handler run = ask(model, "?");

      assertThatThrownBy(run::result)
          .isInstanceOf(RunFailedException.class)
          .hasMessageContaining("The model refused")
          .hasMessageContaining("as the script says");
      assertThat(model.left()).isEqualTo(1);
    }
  }

  @Test
  void whatIsMissingInTheEnvironmentIsNamed() {
    Handler run = InProcessRunner.of(new BasicAgent()).run(new Ask("?"));

    assertThatThrownBy(run::result).hasMessageContaining("'BASE_URL' is not set");
  }

  /** Lets the delays between attempts pass without waiting for them. */
  private void awaitWithTime(Handler run) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          clock.advance(Duration.ofSeconds(1));
          return run.isDone();
        });
  }
}
