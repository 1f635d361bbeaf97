package org.llamadeploy4j.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.llamadeploy4j.protocol.Section.Entry;
import org.yaml.snakeyaml.nodes.Node;

/** The top level of a deployment file. */
final class DeploymentSection {
  private static final List<String> KEYS =
      List.of(
          "name",
          "default-service",
          "services",
          "session-policy",
          "session-queue",
          "idempotency",
          "durability",
          "stream",
          "journal",
          "control-plane",
          "message-queue",
          "base-path",
          "ui");

  private final Mistakes mistakes;
  private final Values values;
  private final AdmissionSection admission;

  DeploymentSection(Mistakes mistakes) {
    this.mistakes = mistakes;
    this.values = new Values(mistakes);
    this.admission = new AdmissionSection(mistakes);
  }

  /** The deployment; empty after a mistake was noted. */
  Optional<DeploymentSpec> read(Node root) {
    return Section.root(root, KEYS, mistakes).flatMap(this::read);
  }

  private Optional<DeploymentSpec> read(Section top) {
    Optional<DeploymentName> name = readName(top);
    Optional<Section> declared = readServices(top);
    StreamMode stream = stream(top);
    JournalMode journal = journal(top);
    List<ServiceSpec> services = declared.map(s -> services(s, stream, journal)).orElse(List.of());
    Optional<ServiceId> defaultService = defaultService(top, declared, services);
    AdmissionRules rules = admission.read(top);
    DurabilityLevel durability = durability(top).orElse(null);
    warnOfIgnored(top);
    return mistakes.none()
        ? name.map(
            n -> new DeploymentSpec(n, defaultService.orElse(null), services, rules, durability))
        : Optional.empty();
  }

  private Optional<DurabilityLevel> durability(Section top) {
    return top.given("durability")
        .flatMap(entry -> values.oneOf(entry, DurabilityLevel.words()))
        .flatMap(DurabilityLevel::of);
  }

  private StreamMode stream(Section top) {
    return top.given("stream")
        .flatMap(entry -> values.oneOf(entry, StreamMode.words()))
        .flatMap(StreamMode::of)
        .orElse(StreamMode.LIVE);
  }

  private JournalMode journal(Section top) {
    return top.given("journal")
        .flatMap(entry -> values.oneOf(entry, JournalMode.words()))
        .flatMap(JournalMode::of)
        .orElse(JournalMode.WHOLE);
  }

  private Optional<DeploymentName> readName(Section top) {
    Optional<Entry> entry = top.required("name", "the name of the deployment");
    Optional<String> text = entry.flatMap(e -> values.text(e, "the name of the deployment"));
    try {
      return text.map(DeploymentName::new);
    } catch (InvalidIdException e) {
      entry.ifPresent(at -> mistakes.add(at.at(), at.path(), e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Section> readServices(Section top) {
    String form = "a mapping from service ids to services; {} for none";
    return top.required("services", form)
        .flatMap(entry -> Section.under(entry, Set.of(), form, mistakes));
  }

  private List<ServiceSpec> services(Section declared, StreamMode stream, JournalMode journal) {
    List<ServiceSpec> services = new ArrayList<>();
    for (Entry entry : declared.entries()) {
      new ServiceSection(mistakes, admission)
          .read(entry)
          .ifPresent(service -> services.add(service.with(stream).with(journal)));
    }
    return services;
  }

  /** As in the original's newer generation the first service is the default where none is named. */
  private Optional<ServiceId> defaultService(
      Section top, Optional<Section> declared, List<ServiceSpec> services) {
    Optional<Entry> entry = top.given("default-service");
    if (entry.isEmpty()) {
      return services.stream().findFirst().map(ServiceSpec::id);
    }
    Optional<String> named = values.text(entry.get(), "the id of a service");
    List<String> ids =
        declared.map(s -> s.entries().stream().map(Entry::spelling).toList()).orElse(List.of());
    if (named.isPresent() && declared.isPresent() && !ids.contains(named.get())) {
      mistakes.add(
          entry.get().at(),
          entry.get().path(),
          "there is no service '%s'; %s%s"
              .formatted(
                  named.get(),
                  ids.isEmpty() ? "there are none" : "there are: " + String.join(", ", ids),
                  NearestWord.hint(named.get(), ids)));
    }
    return services.stream()
        .map(ServiceSpec::id)
        .filter(id -> named.filter(id.value()::equals).isPresent())
        .findFirst();
  }

  private void warnOfIgnored(Section top) {
    warn(top, "message-queue", "has no effect: all queues are in Redis; leave it out");
    warn(top, "base-path", "has no effect: sources are relative to the folder of this file");
    warn(top, "ui", "has no effect: user interfaces are not served");
  }

  private void warn(Section top, String key, String message) {
    top.given(key).ifPresent(e -> mistakes.warn(e.key().getStartMark(), e.path(), message));
  }
}
