package org.llamadeploy4j.basicagent;

import java.util.List;
import java.util.stream.Stream;
import org.llamadeploy4j.basicagent.BasicAgent.Answer;
import org.llamadeploy4j.basicagent.BasicAgent.Ask;
import org.llamadeploy4j.basicagent.BasicAgent.Reply;
import org.llamadeploy4j.basicagent.BasicAgent.ToolCall;
import org.llamadeploy4j.basicagent.BasicAgent.ToolCalls;
import org.llamadeploy4j.basicagent.BasicAgent.ToolResult;

/** What was said so far. It is stored with the run, and with its session after that. */
record Chat(List<Message> messages) {
  sealed interface Message {}

  record FromUser(String text) implements Message {}

  record FromModel(String text, List<ToolCall> calls) implements Message {}

  record FromTools(List<ToolResult> results) implements Message {}

  Chat {
    messages = List.copyOf(messages);
  }

  Chat plus(Ask ask) {
    return plus(new FromUser(ask.question()));
  }

  Chat plus(Reply reply) {
    return plus(
        switch (reply) {
          case Answer answer -> new FromModel(answer.response(), List.of());
          case ToolCalls calls -> new FromModel(calls.said(), calls.events());
        });
  }

  Chat plus(List<ToolResult> results) {
    return plus(new FromTools(results));
  }

  private Chat plus(Message message) {
    return new Chat(Stream.concat(messages.stream(), Stream.of(message)).toList());
  }
}
