package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The blocks of code of a page that have a comment before them, which says what they are: {@code
 * run} and {@code start} have commands, {@code file} is a file. Immutable.
 */
record PageBlocks(List<Block> blocks) {
  private static final Pattern BLOCK =
      Pattern.compile("<!-- (run|start|file): (\\S+) -->\n```\\w+\n(.*?)\n```", Pattern.DOTALL);

  PageBlocks {
    blocks = List.copyOf(blocks);
  }

  static PageBlocks read(Path page) throws IOException {
    return new PageBlocks(
        BLOCK
            .matcher(Files.readString(page))
            .results()
            .map(found -> new Block(found.group(1), found.group(2), found.group(3) + "\n"))
            .toList());
  }

  /** Those of a kind whose argument ends so; at least one. */
  List<Block> of(String kind, String argumentEnd) {
    List<Block> found =
        blocks.stream()
            .filter(b -> b.kind().equals(kind) && b.argument().endsWith(argumentEnd))
            .toList();
    assertThat(found).as("blocks %s: %s", kind, argumentEnd).isNotEmpty();
    return found;
  }

  /** The text of the only one. */
  String only(String kind, String argument) {
    List<Block> found = of(kind, argument);
    assertThat(found).as("blocks %s: %s", kind, argument).hasSize(1);
    return found.getFirst().text();
  }

  /**
   * A block of code and the comment before it.
   *
   * @param kind what to do with it
   * @param argument when to run it, or the file's name
   * @param text with a line end at its end
   */
  record Block(String kind, String argument, String text) {}
}
