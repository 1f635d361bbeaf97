package org.llamadeploy4j.basicagent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/**
 * Answers questions. The model is asked; as long as it wants tools they are called, four at a time,
 * and it is asked again with what they found. Its words are streamed as they come. Tasks of one
 * session are one conversation.
 */
public final class BasicAgent extends Workflow {
  /** What a run starts with: {@code --arg question '…'}. */
  public record Ask(String question) implements StartEvent {}

  /** What the model replies: an answer, or a wish for tools. */
  sealed interface Reply extends Event {}

  /** Ends the run. */
  public record Answer(String response) implements Reply, StopEvent {}

  /** Opens a stream of the calls in it. */
  record ToolCalls(String said, List<ToolCall> events) implements Reply, FanOut<ToolCall> {}

  /** The tool's arguments are JSON, as the model wrote them. */
  record ToolCall(String id, String tool, String arguments) implements Event {}

  record ToolResult(String id, String tool, String text) implements Event {}

  record LlmCall() implements Event {}

  /** A piece of what the model says, for readers of the run's stream. */
  record Token(String text) implements Event {}

  /** An agent whose runs may take five minutes, so that one which goes in circles ends. */
  public BasicAgent() {
    super(Duration.ofMinutes(5));
  }

  @Provides
  Tools tools() throws IOException {
    return new Tools(new Calculator(), new WorldClock(), Library.bundled());
  }

  @Provides
  Llm llm(Env env, @Inject Tools tools) {
    return Llm.connect(env, tools);
  }

  @Step
  LlmCall begin(Context ctx, Ask ask) {
    ctx.state(Chat.class).update(chat -> chat.plus(ask));
    return new LlmCall();
  }

  @Step(timeout = "PT2M", streams = Token.class)
  @Retry(on = IOException.class, attempts = 4, delay = "PT1S", multiplier = 3, jitter = "PT0.5S")
  Reply speak(Context ctx, LlmCall call, @Inject Llm llm) throws IOException, InterruptedException {
    Chat chat = ctx.state(Chat.class).get();
    Reply reply = llm.reply(chat, token -> ctx.stream(new Token(token)));
    ctx.state(Chat.class).update(now -> now.plus(reply));
    return reply;
  }

  @Step(workers = 4, timeout = "PT30S")
  ToolResult call(ToolCall call, @Inject Tools tools) throws Exception {
    return new ToolResult(call.id(), call.tool(), tools.call(call.tool(), call.arguments()));
  }

  /** Models make mistakes and mend them, if they are told. */
  @CatchError(steps = "call", maxRecoveries = 10)
  ToolResult explain(StepFailedEvent failed) {
    ToolCall call = (ToolCall) failed.input();
    return new ToolResult(call.id(), call.tool(), "Failed: " + failed.failure().message());
  }

  @Step
  LlmCall gather(Context ctx, List<ToolResult> results) {
    ctx.state(Chat.class).update(chat -> chat.plus(results));
    return new LlmCall();
  }
}
