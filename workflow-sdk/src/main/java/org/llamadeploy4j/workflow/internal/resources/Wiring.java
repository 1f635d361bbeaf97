package org.llamadeploy4j.workflow.internal.resources;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Provides.Scope;
import org.llamadeploy4j.workflow.internal.JsonRecords.Result;

/**
 * Where each want comes from. Settled before anything is made: a maker is handed out only if all it
 * needs, however deep, can be made and no circle is among it. That is why threads that make
 * resources for each other cannot wait in a circle. Immutable and thread-safe.
 */
final class Wiring {

  private final Lookup lookup;
  private final ConfigFiles files;
  private final Env env;
  private final Map<Want, Source> settled = new HashMap<>();

  /**
   * @param wants settled ahead; others are looked up each time they are asked for
   */
  Wiring(Lookup lookup, ConfigFiles files, Env env, Set<Want> wants) {
    this.lookup = lookup;
    this.files = files;
    this.env = env;
    wants.forEach(want -> settled.put(want, find(want)));
  }

  Source source(Want want) {
    Source known = settled.get(want);
    return known == null ? find(want) : known;
  }

  private Source find(Want want) {
    Source source = nearest(want);
    if (source instanceof Source.Made made) {
      String fault = fault(made.maker(), new ArrayList<>(), new HashSet<>());
      return fault == null ? source : new Source.Absent(fault);
    }
    return source;
  }

  /** What is wrong with a maker or with what it needs, or null. */
  private @Nullable String fault(Maker maker, List<Maker> way, Set<Maker> sound) {
    boolean circle = way.contains(maker);
    way.add(maker);
    if (circle) {
      return Maker.chain(way) + ": these makers need each other in a circle";
    }
    for (Want want : maker.wants()) {
      switch (nearest(want)) {
        case Source.Given given -> {}
        case Source.Absent absent -> {
          return Maker.chain(way) + ": " + absent.problem();
        }
        case Source.Made(Maker needed) -> {
          if (maker.scope() == Scope.WORKFLOW && needed.scope() == Scope.RUN) {
            return "%s: what lives as long as the workflow cannot use %s, which lives as long as a run"
                .formatted(Maker.chain(way), needed.name());
          }
          String fault = sound.contains(needed) ? null : fault(needed, way, sound);
          if (fault != null) {
            return fault;
          }
        }
      }
    }
    way.removeLast();
    sound.add(maker);
    return null;
  }

  private Source nearest(Want want) {
    return switch (want) {
      case Want.Settings s -> new Source.Given(env);
      case Want.Resource r -> lookup.of(r.type());
      case Want.Config c ->
          switch (files.of(c)) {
            case Result.Value(Object value) -> new Source.Given(value);
            case Result.Problems(List<String> sentences) ->
                new Source.Absent(c.place() + ": " + String.join("; ", sentences));
          };
    };
  }
}
