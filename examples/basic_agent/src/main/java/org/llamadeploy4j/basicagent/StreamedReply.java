package org.llamadeploy4j.basicagent;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.io.EOFException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Passes a reply's text on as it comes and keeps the whole. One thread writes, one waits. */
final class StreamedReply implements StreamingChatResponseHandler {
  private final CompletableFuture<AiMessage> whole = new CompletableFuture<>();
  private final Consumer<String> tokens;

  StreamedReply(Consumer<String> tokens) {
    this.tokens = tokens;
  }

  /** Waits for the whole reply; who is interrupted meanwhile hangs up. */
  AiMessage await() throws InterruptedException, ExecutionException {
    try {
      return whole.get();
    } finally {
      whole.cancel(false);
    }
  }

  @Override
  public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
    if (whole.isDone()) {
      context.streamingHandle().cancel();
    } else {
      tokens.accept(part.text());
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    if (response.finishReason() == null) {
      onError(new EOFException("the reply broke off"));
    } else {
      whole.complete(response.aiMessage());
    }
  }

  @Override
  public void onError(Throwable error) {
    whole.completeExceptionally(error);
  }
}
