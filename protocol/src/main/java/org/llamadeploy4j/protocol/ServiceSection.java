package org.llamadeploy4j.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamadeploy4j.protocol.Section.Entry;

/** One service under {@code services:}. */
final class ServiceSection {
  private static final List<String> KEYS =
      List.of(
          "name",
          "source",
          "path",
          "import-path",
          "env",
          "env-files",
          "queue",
          "host",
          "port",
          "python-dependencies",
          "ts-dependencies");

  private final Mistakes mistakes;
  private final AdmissionSection admission;
  private final Values values;

  ServiceSection(Mistakes mistakes, AdmissionSection admission) {
    this.mistakes = mistakes;
    this.admission = admission;
    this.values = new Values(mistakes);
  }

  /** The service; empty after a mistake was noted. */
  Optional<ServiceSpec> read(Entry service) {
    Optional<ServiceId> id = readId(service);
    return Section.under(service, KEYS, "a mapping with at least 'name' and 'source'", mistakes)
        .flatMap(section -> read(id, section));
  }

  private Optional<ServiceSpec> read(Optional<ServiceId> id, Section section) {
    String nameForm = "the name of the service, for people";
    Optional<String> name =
        section.required("name", nameForm).flatMap(e -> values.text(e, nameForm));
    Optional<SourceSpec> source =
        section
            .required("source", SourceSection.FORM)
            .flatMap(e -> new SourceSection(mistakes).read(e));
    Optional<String> path = path(section);
    Map<String, String> env = env(section);
    List<String> envFiles =
        section
            .given("env-files")
            .map(e -> values.texts(e, "a list of dotenv files"))
            .orElse(List.of());
    section.given("queue").ifPresent(queue -> id.ifPresent(i -> admission.queue(i, queue)));
    checkIgnored(section);
    if (id.isEmpty() || name.isEmpty() || source.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ServiceSpec(id.get(), name.get(), source.get(), path.orElse(null), env, envFiles));
  }

  private Optional<ServiceId> readId(Entry service) {
    try {
      return Optional.of(new ServiceId(service.spelling()));
    } catch (InvalidIdException e) {
      mistakes.add(service.key().getStartMark(), service.path(), e.getMessage());
      return Optional.empty();
    }
  }

  /** The original's order: {@code import-path}, {@code path}, then {@code import_path}. */
  private Optional<String> path(Section section) {
    Optional<Entry> path = section.given("path");
    Optional<Entry> importPath = section.given("import-path");
    if (path.isEmpty() || importPath.isEmpty()) {
      return path.or(() -> importPath).flatMap(this::pathText);
    }
    boolean snake = importPath.get().spelling().equals("import_path");
    Entry used = snake ? path.get() : importPath.get();
    Entry unused = snake ? importPath.get() : path.get();
    mistakes.warn(
        unused.key().getStartMark(),
        unused.path(),
        "has no effect: '%s' is used".formatted(used.spelling()));
    return pathText(used);
  }

  private Optional<String> pathText(Entry entry) {
    return values.text(entry, "a workflow in the source, such as 'a.b.Flow' or 'dir/File:name'");
  }

  /** Variables with an empty value are not set, as in the original. */
  private Map<String, String> env(Section section) {
    Map<String, String> env = new LinkedHashMap<>();
    section
        .given("env")
        .map(e -> values.textsByName(e, "a mapping from variables to their values"))
        .ifPresent(env::putAll);
    env.values().removeIf(String::isEmpty);
    return env;
  }

  private void checkIgnored(Section section) {
    section
        .given("host")
        .ifPresent(e -> {
          values.text(e, "a host name");
          warn(e, "services have no address of their own");
        });
    section
        .given("port")
        .ifPresent(e -> {
          values.checkPort(e);
          warn(e, "services have no port of their own");
        });
    section
        .given("python-dependencies")
        .ifPresent(e -> {
          values.texts(e, "a list of packages");
          warn(e, "services are written in Java");
        });
    section
        .given("ts-dependencies")
        .ifPresent(e -> {
          values.textsByName(e, "a mapping from packages to versions");
          warn(e, "services are written in Java");
        });
  }

  private void warn(Entry entry, String why) {
    mistakes.warn(entry.key().getStartMark(), entry.path(), "has no effect: " + why);
  }
}
