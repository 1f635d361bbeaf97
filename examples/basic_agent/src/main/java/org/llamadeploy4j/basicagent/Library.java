package org.llamadeploy4j.basicagent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds passages in a few texts: the paragraphs of the files in {@code library}. Immutable. */
final class Library implements Tool {
  private static final List<String> FILES = List.of("deployments.txt", "runs.txt", "steps.txt");
  private static final int PASSAGES = 3;

  private final List<String> passages;
  private final Bm25 index;

  Library(List<String> passages) {
    this.passages = List.copyOf(passages);
    this.index = new Bm25(passages);
  }

  /** The texts in the jar. */
  static Library bundled() throws IOException {
    List<String> passages = new ArrayList<>();
    for (String file : FILES) {
      for (String paragraph : text(file).split("\n\\s*\n", -1)) {
        passages.add(file + ": " + paragraph.strip().replace('\n', ' '));
      }
    }
    return new Library(passages);
  }

  private static String text(String file) throws IOException {
    try (InputStream in = Library.class.getResourceAsStream("/library/" + file)) {
      if (in == null) {
        throw new FileNotFoundException("the jar has no library/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public ToolSpecification specification() {
    return Tool.taking(
        "query",
        "how is a step retried",
        "search",
        "Searches the notes about LlamaDeploy4J and gives the passages that fit best");
  }

  @Override
  public String call(JsonNode arguments) {
    String found =
        index.search(arguments.required("query").asText(), PASSAGES).stream()
            .map(passages::get)
            .collect(Collectors.joining("\n\n"));
    return found.isEmpty() ? "Nothing found." : found;
  }
}
