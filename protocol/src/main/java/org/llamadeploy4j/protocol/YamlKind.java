package org.llamadeploy4j.protocol;

import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What a node is by the rules of YAML 1.2, where {@code yes}, {@code on}, {@code 1:30} and dates
 * are text. The library's own rules are those of 1.1.
 */
enum YamlKind {
  TEXT("text"),
  NUMBER("a number"),
  BOOLEAN("true or false"),
  NOTHING("empty"),
  LIST("a list"),
  MAPPING("a mapping"),
  /** Carries a tag of its own, such as {@code !!python/object} or {@code !env}. */
  TAGGED("a tagged value");

  private static final Pattern NUMBER_FORM =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+");
  private static final Pattern BOOLEAN_FORM = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Set<Tag> LIST_TAGS = Set.of(Tag.SEQ);
  private static final Set<Tag> MAPPING_TAGS = Set.of(Tag.MAP);
  private static final Set<Tag> SCALAR_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

  private final String words;

  YamlKind(String words) {
    this.words = words;
  }

  static YamlKind of(Node node) {
    return switch (node) {
      case MappingNode mapping -> MAPPING_TAGS.contains(mapping.getTag()) ? MAPPING : TAGGED;
      case SequenceNode sequence -> LIST_TAGS.contains(sequence.getTag()) ? LIST : TAGGED;
      case ScalarNode scalar -> SCALAR_TAGS.contains(scalar.getTag()) ? ofScalar(scalar) : TAGGED;
      default -> TAGGED;
    };
  }

  /** The kind and, where it helps, the value: {@code a number (42)}. */
  static String describe(Node node) {
    YamlKind kind = of(node);
    return switch (kind) {
      case NUMBER, BOOLEAN -> kind.words + " (" + ((ScalarNode) node).getValue() + ")";
      case TAGGED -> kind.words + " (" + node.getTag().getValue() + ")";
      case TEXT, NOTHING, LIST, MAPPING -> kind.words;
    };
  }

  private static YamlKind ofScalar(ScalarNode scalar) {
    if (scalar.getTag().equals(Tag.NULL)) {
      return NOTHING;
    }
    if (!scalar.isPlain() || scalar.getTag().equals(Tag.STR)) {
      return TEXT;
    }
    if (BOOLEAN_FORM.matcher(scalar.getValue()).matches()) {
      return BOOLEAN;
    }
    return NUMBER_FORM.matcher(scalar.getValue()).matches() ? NUMBER : TEXT;
  }
}
