package org.llamadeploy4j.basicagent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.basicagent.BasicAgent.ToolCall;
import org.llamadeploy4j.basicagent.BasicAgent.ToolResult;
import org.llamadeploy4j.basicagent.Chat.FromModel;
import org.llamadeploy4j.basicagent.Chat.FromTools;
import org.llamadeploy4j.basicagent.Chat.FromUser;

/** A chat in LangChain4j's words. Only our own records are stored, so its classes may change. */
final class Messages {
  private static final String PROMPT =
      "You answer questions in a few sentences. Use the tools instead of guessing, several at once"
          + " where that is possible.";

  private Messages() {}

  static List<ChatMessage> of(Chat chat) {
    List<ChatMessage> messages = new ArrayList<>(List.of(SystemMessage.from(PROMPT)));
    for (Chat.Message message : chat.messages()) {
      switch (message) {
        case FromUser user -> messages.add(UserMessage.from(user.text()));
        case FromModel model -> messages.add(said(model));
        case FromTools tools -> tools.results().forEach(result -> messages.add(found(result)));
      }
    }
    return messages;
  }

  private static AiMessage said(FromModel model) {
    return AiMessage.from(model.text(), model.calls().stream().map(Messages::asked).toList());
  }

  private static ToolExecutionRequest asked(ToolCall call) {
    return ToolExecutionRequest.builder()
        .id(call.id())
        .name(call.tool())
        .arguments(call.arguments())
        .build();
  }

  private static ToolExecutionResultMessage found(ToolResult result) {
    return ToolExecutionResultMessage.from(result.id(), result.tool(), result.text());
  }
}
