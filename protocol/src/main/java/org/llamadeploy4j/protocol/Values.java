package org.llamadeploy4j.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamadeploy4j.protocol.Section.Entry;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Takes values out of entries; notes a mistake where they are of the wrong kind. */
final class Values {
  private static final int MAX_PORT = 65_535;

  private final Mistakes mistakes;

  Values(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** Text that is not blank. */
  Optional<String> text(Entry entry, String form) {
    Optional<String> text = anyText(entry.value(), entry.path(), form);
    if (text.isPresent() && text.get().isBlank()) {
      mistakes.add(entry.at(), entry.path(), "is empty; expected " + form);
      return Optional.empty();
    }
    return text;
  }

  /** One of a few words. */
  Optional<String> oneOf(Entry entry, Collection<String> words) {
    String form = "one of " + String.join(", ", words);
    Optional<String> word = text(entry, form);
    if (word.isPresent() && !words.contains(word.get())) {
      mistakes.add(
          entry.at(),
          entry.path(),
          "is '%s'; expected %s%s"
              .formatted(word.get(), form, NearestWord.hint(word.get(), words)));
      return Optional.empty();
    }
    return word;
  }

  /** Checks a port number, written as a number or as text. */
  void checkPort(Entry entry) {
    String form = "a port number from 0 to " + MAX_PORT;
    if (!(entry.value() instanceof ScalarNode scalar) || !isPort(scalar.getValue())) {
      String found =
          entry.value() instanceof ScalarNode scalar
              ? "'" + scalar.getValue() + "'"
              : YamlKind.describe(entry.value());
      mistakes.add(entry.at(), entry.path(), "is %s; expected %s".formatted(found, form));
    }
  }

  /** A list of texts. */
  List<String> texts(Entry entry, String form) {
    if (YamlKind.of(entry.value()) != YamlKind.LIST) {
      mistakes.add(
          entry.at(),
          entry.path(),
          "is %s; expected %s".formatted(YamlKind.describe(entry.value()), form));
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    List<Node> items = ((SequenceNode) entry.value()).getValue();
    for (int i = 0; i < items.size(); i++) {
      anyText(items.get(i), entry.path() + "[" + i + "]", "text").ifPresent(texts::add);
    }
    return texts;
  }

  /** A mapping of text to text, in the order of the file. */
  Map<String, String> textsByName(Entry entry, String form) {
    Map<String, String> texts = new LinkedHashMap<>();
    Section.under(entry, Set.of(), form, mistakes)
        .ifPresent(section -> {
          for (Entry e : section.entries()) {
            anyText(e.value(), e.path(), "text").ifPresent(v -> texts.put(e.spelling(), v));
          }
        });
    return texts;
  }

  private Optional<String> anyText(Node node, String path, String form) {
    YamlKind kind = YamlKind.of(node);
    if (kind == YamlKind.TEXT) {
      return Optional.of(((ScalarNode) node).getValue());
    }
    String advice =
        kind == YamlKind.NUMBER || kind == YamlKind.BOOLEAN
            ? ": write \"" + ((ScalarNode) node).getValue() + "\" in quotes"
            : "";
    mistakes.add(
        node.getStartMark(),
        path,
        "is %s; expected %s%s".formatted(YamlKind.describe(node), form, advice));
    return Optional.empty();
  }

  private static boolean isPort(String value) {
    return value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= MAX_PORT;
  }
}
