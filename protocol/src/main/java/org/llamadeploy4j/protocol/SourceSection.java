package org.llamadeploy4j.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.llamadeploy4j.protocol.Section.Entry;

/** The {@code source:} of a service. */
final class SourceSection {
  /** What it must be, for messages. */
  static final String FORM = "a mapping such as {type: local, location: ./src}";

  private static final List<String> KEYS = List.of("type", "location", "name", "sync-policy");
  private static final List<String> TYPES = List.of("local", "git", "docker");
  private static final List<String> SYNC_POLICIES = List.of("replace", "merge", "skip", "fail");

  private final Mistakes mistakes;
  private final Values values;

  SourceSection(Mistakes mistakes) {
    this.mistakes = mistakes;
    this.values = new Values(mistakes);
  }

  /** The source; empty after a mistake was noted. */
  Optional<SourceSpec> read(Entry source) {
    return Section.under(source, KEYS, FORM, mistakes).flatMap(this::read);
  }

  private Optional<SourceSpec> read(Section section) {
    Optional<SourceSpec.Type> type =
        section
            .required("type", "one of " + String.join(", ", TYPES))
            .flatMap(e -> values.oneOf(e, TYPES))
            .map(word -> SourceSpec.Type.valueOf(word.toUpperCase(Locale.ROOT)));
    Optional<String> location = location(section);
    section
        .given("sync-policy")
        .ifPresent(e -> {
          values.oneOf(e, SYNC_POLICIES);
          mistakes.warn(
              e.key().getStartMark(),
              e.path(),
              "has no effect: code is stored by its content, nothing is synced");
        });
    return type.flatMap(t -> location.map(l -> new SourceSpec(t, l)));
  }

  /** {@code name} is the older word for {@code location}, which wins. */
  private Optional<String> location(Section section) {
    String form = "where the code is, such as ./src";
    Optional<Entry> older = section.given("name");
    if (older.isEmpty()) {
      return section.required("location", form).flatMap(e -> values.text(e, form));
    }
    Optional<Entry> newer = section.given("location");
    if (newer.isPresent()) {
      mistakes.warn(
          older.get().key().getStartMark(),
          older.get().path(),
          "has no effect: 'location' is used");
    }
    return values.text(newer.orElse(older.get()), form);
  }
}
