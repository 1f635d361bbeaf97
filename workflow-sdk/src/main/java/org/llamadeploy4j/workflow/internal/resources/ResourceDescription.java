package org.llamadeploy4j.workflow.internal.resources;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.llamadeploy4j.workflow.Provides;

/**
 * The resources of a workflow for drawings and documents: names and types, never values.
 *
 * @param resources ordered by maker
 * @param configs ordered by file and part
 * @param steps by step, what it asks for; steps that ask for nothing are left out
 */
public record ResourceDescription(
    List<Resource> resources, List<Config> configs, Map<String, List<Need>> steps) {

  public ResourceDescription {
    resources = List.copyOf(resources);
    configs = List.copyOf(configs);
    Map<String, List<Need>> copy = new TreeMap<>();
    steps.forEach((step, needs) -> copy.put(step, List.copyOf(needs)));
    steps = Collections.unmodifiableMap(copy);
  }

  /** One that a maker makes; the maker's name tells it from others. */
  public record Resource(String maker, String type, Provides.Scope scope, List<Need> needs) {
    public Resource {
      needs = List.copyOf(needs);
    }
  }

  /**
   * A record from a file.
   *
   * @param at the part of the file, or empty
   */
  public record Config(String file, String at, String type) {}

  /** What a step or a maker asks for. */
  public sealed interface Need {

    /** The service's environment. */
    record OfEnv() implements Need {}

    /** A resource, by its maker; where nothing makes it, or several do, the maker is empty. */
    record OfResource(String type, String maker) implements Need {}

    /** A record from a file. */
    record OfConfig(Config config) implements Need {}
  }
}
