package org.llamadeploy4j.protocol;

import java.time.Duration;
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

  /** A whole number within bounds. */
  Optional<Integer> number(Entry entry, int least, int most) {
    String form = "a whole number from %d to %d".formatted(least, most);
    String text = scalar(entry);
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    return refused(entry, text, form);
  }

  /** A time span within bounds: a number and a unit. */
  Optional<Duration> duration(Entry entry, Duration least, Duration most) {
    String form =
        "a time such as 30s, 15m, 24h or 7d, from %s to %s".formatted(span(least), span(most));
    String text = scalar(entry);
    if (text.matches("[0-9]{1,9}[smhd]")) {
      int number = Integer.parseInt(text.substring(0, text.length() - 1));
      Duration duration = unit(text.charAt(text.length() - 1)).multipliedBy(number);
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return Optional.of(duration);
      }
    }
    return refused(entry, text, form);
  }

  private static Duration unit(char letter) {
    return switch (letter) {
      case 's' -> Duration.ofSeconds(1);
      case 'm' -> Duration.ofMinutes(1);
      case 'h' -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }

  private static String span(Duration duration) {
    return duration.toDays() > 0 ? duration.toDays() + "d" : duration.toMinutes() + "m";
  }

  /** The text of a value as it is written; empty when it is no text and no number. */
  private static String scalar(Entry entry) {
    return switch (YamlKind.of(entry.value())) {
      case TEXT, NUMBER -> ((ScalarNode) entry.value()).getValue();
      case BOOLEAN, NOTHING, LIST, MAPPING, TAGGED -> "";
    };
  }

  private <T> Optional<T> refused(Entry entry, String text, String form) {
    String found = text.isEmpty() ? YamlKind.describe(entry.value()) : "'" + text + "'";
    mistakes.add(entry.at(), entry.path(), "is %s; expected %s".formatted(found, form));
    return Optional.empty();
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
