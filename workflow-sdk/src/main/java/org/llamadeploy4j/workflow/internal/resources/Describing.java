package org.llamadeploy4j.workflow.internal.resources;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.llamadeploy4j.workflow.internal.resources.ResourceDescription.Config;
import org.llamadeploy4j.workflow.internal.resources.ResourceDescription.Need;
import org.llamadeploy4j.workflow.internal.resources.ResourceDescription.Resource;

/** Describes resources by names. */
final class Describing {

  private Describing() {}

  static ResourceDescription of(List<Maker> makers, Map<String, List<Want>> steps) {
    Lookup lookup = new Lookup(makers, Map.of());
    List<Resource> resources =
        makers.stream()
            .map(m ->
                new Resource(m.name(), m.made().typeName(), m.scope(), needs(m.wants(), lookup)))
            .toList();
    Map<String, List<Need>> needs = new TreeMap<>();
    steps.forEach((step, wants) -> needs.put(step, needs(wants, lookup)));
    List<Config> configs =
        Stream.concat(steps.values().stream(), makers.stream().map(Maker::wants))
            .flatMap(List::stream)
            .filter(Want.Config.class::isInstance)
            .map(want -> config((Want.Config) want))
            .distinct()
            .sorted(
                Comparator.comparing(Config::file)
                    .thenComparing(Config::at)
                    .thenComparing(Config::type))
            .toList();
    return new ResourceDescription(resources, configs, needs);
  }

  private static List<Need> needs(List<Want> wants, Lookup lookup) {
    return wants.stream().map(want -> need(want, lookup)).toList();
  }

  private static Need need(Want want, Lookup lookup) {
    return switch (want) {
      case Want.Settings s -> new Need.OfEnv();
      case Want.Config c -> new Need.OfConfig(config(c));
      case Want.Resource r ->
          new Need.OfResource(
              r.typeName(),
              lookup.of(r.type()) instanceof Source.Made made ? made.maker().name() : "");
    };
  }

  private static Config config(Want.Config want) {
    return new Config(want.file(), want.at(), want.typeName());
  }
}
