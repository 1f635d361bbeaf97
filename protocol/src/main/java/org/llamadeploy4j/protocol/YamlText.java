package org.llamadeploy4j.protocol;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Turns bytes into a tree of YAML nodes. Only text and structure: no value is made of a node here,
 * so nothing in a file can name a class. Limits are checked on the flat event stream first, where a
 * bomb costs nothing yet.
 */
final class YamlText {
  private static final int MAX_ALIASES = 50;
  private static final int MAX_DEPTH = 50;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Mistakes mistakes;

  YamlText(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** The root node; empty after a mistake was noted. */
  Optional<Node> read(byte[] yaml) {
    if (yaml.length > DeploymentFileParser.MAX_FILE_BYTES) {
      mistakes.add(
          1,
          1,
          "",
          "the file has %,d bytes; a deployment file may have at most %,d (1 MB)"
              .formatted(yaml.length, DeploymentFileParser.MAX_FILE_BYTES));
      return Optional.empty();
    }
    return decode(yaml).flatMap(this::compose);
  }

  private Optional<String> decode(byte[] yaml) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(yaml.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(yaml), text, true);
    text.flip();
    if (result.isError()) {
      addAtEndOf(text.toString(), "the file is not UTF-8 text from here on; save it as UTF-8");
      return Optional.empty();
    }
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return Optional.of(marked ? text.subSequence(1, text.length()).toString() : text.toString());
  }

  private Optional<Node> compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH + 1);
    Yaml yaml = new Yaml(options);
    try {
      if (!withinLimits(yaml, text)) {
        return Optional.empty();
      }
      Node root = yaml.compose(new StringReader(text));
      if (root == null || YamlKind.of(root) == YamlKind.NOTHING) {
        mistakes.add(1, 1, "", "the file is empty; expected at least 'name' and 'services'");
        return Optional.empty();
      }
      return Optional.of(root);
    } catch (ReaderException e) {
      addAtEndOf(
          text.substring(0, text.offsetByCodePoints(0, e.getPosition())),
          "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()));
    } catch (MarkedYAMLException e) {
      Mark at = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
      mistakes.add(
          at == null ? 1 : Mistakes.line(at),
          at == null ? 1 : at.getColumn() + 1,
          "",
          "not valid YAML: " + problem(e));
    } catch (YAMLException e) {
      mistakes.add(1, 1, "", "not valid YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private boolean withinLimits(Yaml yaml, String text) {
    int aliases = 0;
    int depth = 0;
    for (Event event : yaml.parse(new StringReader(text))) {
      if (event instanceof AliasEvent && ++aliases > MAX_ALIASES) {
        mistakes.add(
            event.getStartMark(),
            "",
            "too many aliases; at most " + MAX_ALIASES + " are allowed in a deployment file");
        return false;
      }
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        mistakes.add(
            event.getStartMark(), "", "nested too deeply; at most " + MAX_DEPTH + " levels");
        return false;
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return true;
  }

  private static String problem(MarkedYAMLException e) {
    String problem = e.getProblem() == null ? "it cannot be read" : e.getProblem();
    return e.getContext() == null ? problem : e.getContext() + ", " + problem;
  }

  private void addAtEndOf(String before, String message) {
    int lineStart = before.lastIndexOf('\n') + 1;
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = 1 + before.codePointCount(lineStart, before.length());
    mistakes.add(line, column, "", message);
  }
}
