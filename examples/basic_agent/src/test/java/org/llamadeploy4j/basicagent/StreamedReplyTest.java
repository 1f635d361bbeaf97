package org.llamadeploy4j.basicagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamedReplyTest {
  private static final AiMessage HELLO = AiMessage.from("Hello");

  private final List<String> tokens = new ArrayList<>();
  private final Connection connection = new Connection();
  private final StreamedReply reply = new StreamedReply(tokens::add);

  private static final class Connection implements StreamingHandle {
    private boolean cancelled;

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }

  private void hear(String token) {
    reply.onPartialResponse(new PartialResponse(token), new PartialResponseContext(connection));
  }

  @Test
  void thePiecesArePassedOnAndTheWholeIsGiven() throws Exception {
    hear("Hel");
    hear("lo");
    reply.onCompleteResponse(
        ChatResponse.builder().aiMessage(HELLO).finishReason(FinishReason.STOP).build());

    assertThat(reply.await()).isEqualTo(HELLO);
    assertThat(tokens).containsExactly("Hel", "lo");
    assertThat(connection.isCancelled()).isFalse();
  }

  @Test
  void aReplyWithoutAnEndHasBrokenOff() {
    reply.onCompleteResponse(ChatResponse.builder().aiMessage(HELLO).build());

    assertThatThrownBy(reply::await).hasCauseInstanceOf(EOFException.class);
  }

  @Test
  void whoIsInterruptedHangsUp() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(reply::await).isInstanceOf(InterruptedException.class);

    hear("too late");

    assertThat(connection.isCancelled()).isTrue();
    assertThat(tokens).isEmpty();
  }
}
