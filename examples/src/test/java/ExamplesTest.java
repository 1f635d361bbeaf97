import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;

/** Each example does what it says. In the unnamed package, since the examples are. */
class ExamplesTest {
  @Test
  void theEchoWorkflowAnswersWithTheMessage() throws Exception {
    Handler run = new EchoWorkflow().run(new EchoWorkflow.Input("Hello, LlamaIndex!"));

    assertThat(run.result()).isEqualTo("Message received: Hello, LlamaIndex!");
  }

  @Test
  void theCounterCountsFromOne() throws Exception {
    assertThat(new Counter().run().result(Integer.class)).isEqualTo(1);
  }

  @Test
  void theHumansAnswerIsPartOfTheResult() throws Exception {
    Handler run = new HumanInTheLoop().run();
    for (Event event : run.events()) {
      if (event instanceof HumanInTheLoop.Question question) {
        assertThat(question.prefix()).isEqualTo("What is your name?");
        run.send(HumanResponseEvent.of(Map.of("response", "Ada")));
      }
    }

    assertThat(run.result()).isEqualTo("Hello, Ada!");
  }

  @Test
  void theStreamShowsThreeMessagesInTheirOrder() throws Exception {
    Handler run = new Streaming().run();
    List<String> texts = new ArrayList<>();
    for (Event event : run.events()) {
      if (event instanceof Streaming.Progress progress) {
        texts.add(progress.text());
      }
    }

    assertThat(texts).containsExactly("message number 1", "message number 2", "message number 3");
    assertThat(run.result()).isEqualTo("done");
  }

  @Test
  void thePipelineCountsTheWordsOfAllLines() throws Exception {
    assertThat(new Pipeline().run(new Pipeline.Input("one two\n\nthree")).result(Integer.class))
        .isEqualTo(3);
    assertThat(new Pipeline().run(new Pipeline.Input(" ")).result(Integer.class)).isZero();
  }
}
