package org.llamadeploy4j.basicagent;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.llamadeploy4j.basicagent.BasicAgent.Answer;
import org.llamadeploy4j.basicagent.BasicAgent.Reply;
import org.llamadeploy4j.basicagent.BasicAgent.ToolCall;
import org.llamadeploy4j.basicagent.BasicAgent.ToolCalls;
import org.llamadeploy4j.workflow.Env;

/** A model behind OpenAI's chat completions, and the tools it knows of. Thread-safe. */
final class Llm {
  private final StreamingChatModel model;
  private final List<ToolSpecification> tools;

  private Llm(StreamingChatModel model, List<ToolSpecification> tools) {
    this.model = model;
    this.tools = tools;
  }

  /** Needs {@code BASE_URL}, {@code API_KEY} and {@code MODEL}; speaks to nobody yet. */
  static Llm connect(Env env, Tools tools) {
    StreamingChatModel model =
        OpenAiStreamingChatModel.builder()
            .baseUrl(env.get("BASE_URL"))
            .apiKey(env.get("API_KEY"))
            .modelName(env.get("MODEL"))
            .build();
    return new Llm(model, tools.specifications());
  }

  /**
   * Gives the whole reply; blocks until it is there.
   *
   * @param tokens gets its text piece by piece, on a thread of the HTTP client
   * @throws IOException when trying again may help
   */
  Reply reply(Chat chat, Consumer<String> tokens) throws IOException, InterruptedException {
    StreamedReply reply = new StreamedReply(tokens);
    model.chat(
        ChatRequest.builder().messages(Messages.of(chat)).toolSpecifications(tools).build(), reply);
    try {
      return read(reply.await());
    } catch (ExecutionException e) {
      throw failure(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  private static Reply read(AiMessage message) {
    String text = Objects.requireNonNullElse(message.text(), "");
    List<ToolCall> calls =
        message.toolExecutionRequests().stream()
            .map(request -> new ToolCall(request.id(), request.name(), request.arguments()))
            .toList();
    return calls.isEmpty() ? new Answer(text) : new ToolCalls(text, calls);
  }

  private static IOException failure(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException || cause instanceof IOException) {
        return new IOException("The model cannot be reached: " + cause, problem);
      }
    }
    throw new IllegalStateException("The model refused: " + problem.getMessage(), problem);
  }
}
