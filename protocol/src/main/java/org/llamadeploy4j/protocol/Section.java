package org.llamadeploy4j.protocol;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a deployment file: its entries by key, merged ({@code <<}) ones included. Notes
 * keys that are unknown, given twice or no text while it is opened. Used by one thread.
 */
final class Section {
  /**
   * A key with its value.
   *
   * @param spelling the key as the file has it
   * @param path the path to the value, for messages
   */
  record Entry(String spelling, String path, Node key, Node value) {
    boolean isEmpty() {
      return YamlKind.of(value) == YamlKind.NOTHING;
    }

    Mark at() {
      return value.getStartMark();
    }
  }

  private final Mistakes mistakes;
  private final String path;
  private final Mark at;

  /** The known keys in kebab-case; empty: any key is allowed. */
  private final Collection<String> known;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<Node> merged = Collections.newSetFromMap(new IdentityHashMap<>());

  private Section(Mistakes mistakes, String path, Mark at, Collection<String> known) {
    this.mistakes = mistakes;
    this.path = path;
    this.at = at;
    this.known = known;
  }

  /**
   * Opens the root of a file.
   *
   * @param known its keys in kebab-case
   * @return empty after a mistake was noted
   */
  static Optional<Section> root(Node node, Collection<String> known, Mistakes mistakes) {
    if (YamlKind.of(node) != YamlKind.MAPPING) {
      mistakes.add(
          node.getStartMark(),
          "",
          "the file must be a mapping with the keys "
              + String.join(", ", known)
              + "; at the top it has "
              + YamlKind.describe(node));
      return Optional.empty();
    }
    Section section = new Section(mistakes, "", node.getStartMark(), known);
    section.collect((MappingNode) node);
    return Optional.of(section);
  }

  /** Opens the mapping under a key; what it must hold is said by {@code known} and {@code form}. */
  static Optional<Section> under(
      Entry entry, Collection<String> known, String form, Mistakes mistakes) {
    if (YamlKind.of(entry.value()) != YamlKind.MAPPING) {
      mistakes.add(
          entry.at(),
          entry.path(),
          "is %s; expected %s".formatted(YamlKind.describe(entry.value()), form));
      return Optional.empty();
    }
    Section section = new Section(mistakes, entry.path(), entry.key().getStartMark(), known);
    section.collect((MappingNode) entry.value());
    return Optional.of(section);
  }

  /** All entries, in the order of the file. */
  Collection<Entry> entries() {
    return entries.values();
  }

  /** The entry of a key that has a value. */
  Optional<Entry> given(String key) {
    return Optional.ofNullable(entries.get(key)).filter(entry -> !entry.isEmpty());
  }

  /** The entry of a key that must have a value; notes a mistake if it has none. */
  Optional<Entry> required(String key, String form) {
    Entry entry = entries.get(key);
    if (entry == null) {
      mistakes.add(at, pathOf(key), "is missing; expected " + form);
    } else if (entry.isEmpty()) {
      mistakes.add(entry.at(), entry.path(), "is empty; expected " + form);
    }
    return given(key);
  }

  private void collect(MappingNode node) {
    if (!merged.add(node)) {
      return;
    }
    Map<String, Entry> own = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        collect(tuple, own);
      }
    }
    own.forEach(entries::putIfAbsent);
    for (NodeTuple tuple : node.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(tuple.getValueNode());
      }
    }
  }

  private void collect(NodeTuple tuple, Map<String, Entry> own) {
    Node key = tuple.getKeyNode();
    if (YamlKind.of(key) != YamlKind.TEXT) {
      String found = YamlKind.describe(key);
      mistakes.add(key.getStartMark(), path, "a key is " + found + "; keys are text: quote it");
      return;
    }
    String spelling = ((ScalarNode) key).getValue();
    String name = known.isEmpty() ? spelling : spelling.replace('_', '-');
    Entry entry = new Entry(spelling, pathOf(spelling), key, tuple.getValueNode());
    if (!known.isEmpty() && !known.contains(name)) {
      mistakes.add(
          key.getStartMark(),
          entry.path(),
          "unknown key; allowed here: "
              + String.join(", ", known)
              + NearestWord.hint(spelling, known));
      return;
    }
    Entry first = own.putIfAbsent(name, entry);
    if (first != null) {
      mistakes.add(
          key.getStartMark(),
          entry.path(),
          "is given twice, first as '%s' in line %d; keep one"
              .formatted(first.spelling(), Mistakes.line(first.key().getStartMark())));
    }
  }

  private void merge(Node value) {
    if (value instanceof MappingNode mapping) {
      collect(mapping);
    } else if (value instanceof SequenceNode list && merged.add(list)) {
      list.getValue().forEach(this::merge);
    } else if (!(value instanceof SequenceNode)) {
      mistakes.add(
          value.getStartMark(),
          pathOf("<<"),
          "is %s; expected an alias of a mapping".formatted(YamlKind.describe(value)));
    }
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
