package org.llamadeploy4j.basicagent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Writes a turn as OpenAI does: chunks of JSON, each of which becomes a server-sent event. */
final class Chunks {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Chunks() {}

  static List<String> of(Turn turn) {
    return switch (turn) {
      case Turn.Says says -> ending("stop", says.tokens().stream().map(Chunks::text).toList());
      case Turn.Calls calls -> ending("tool_calls", wishes(calls.calls()));
      case Turn.HangsUp part -> List.of(text(part.token()));
      case Turn.Fails fails -> List.of();
    };
  }

  private static List<String> ending(String reason, List<String> chunks) {
    List<String> all = new ArrayList<>(chunks);
    ObjectNode last = chunk();
    ((ObjectNode) last.get("choices").get(0)).put("finish_reason", reason);
    all.add(last.toString());
    return all;
  }

  private static String text(String token) {
    ObjectNode chunk = chunk();
    delta(chunk).put("content", token);
    return chunk.toString();
  }

  /** One call after the other: its name, then its arguments in two pieces. */
  private static List<String> wishes(List<Turn.Call> calls) {
    List<String> chunks = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      ObjectNode chunk = chunk();
      ObjectNode wish = wish(chunk, i, "").put("id", calls.get(i).id()).put("type", "function");
      ((ObjectNode) wish.get("function")).put("name", calls.get(i).tool());
      chunks.add(chunk.toString());
      String arguments = calls.get(i).arguments();
      for (String piece : List.of(arguments.substring(0, 3), arguments.substring(3))) {
        ObjectNode more = chunk();
        wish(more, i, piece);
        chunks.add(more.toString());
      }
    }
    return chunks;
  }

  private static ObjectNode wish(ObjectNode chunk, int index, String arguments) {
    ObjectNode wish = delta(chunk).putArray("tool_calls").addObject().put("index", index);
    wish.putObject("function").put("arguments", arguments);
    return wish;
  }

  private static ObjectNode delta(ObjectNode chunk) {
    return (ObjectNode) chunk.get("choices").get(0).get("delta");
  }

  private static ObjectNode chunk() {
    ObjectNode chunk =
        JSON.createObjectNode()
            .put("id", "chatcmpl-1")
            .put("object", "chat.completion.chunk")
            .put("created", 1)
            .put("model", "scripted");
    chunk.putArray("choices").addObject().put("index", 0).putObject("delta");
    return chunk;
  }
}
