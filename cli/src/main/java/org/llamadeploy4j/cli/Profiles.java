package org.llamadeploy4j.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The profiles of a config file and which of them is current. Immutable.
 *
 * @param current the name of the current one; need not exist, since people edit the file
 * @param byName in the order of the file
 */
record Profiles(String current, Map<String, Profile> byName) {
  /** What holds before anything was configured. */
  static final Profiles INITIAL = new Profiles("default", Map.of("default", Profile.DEFAULT));

  Profiles {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  Optional<Profile> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Profiles use(String name) {
    requireKnown(name);
    return new Profiles(name, byName);
  }

  Profiles with(String name, Profile profile) {
    Map<String, Profile> changed = new LinkedHashMap<>(byName);
    changed.put(name, profile);
    return new Profiles(current, changed);
  }

  Profiles without(String name) {
    requireKnown(name);
    if (name.equals(current)) {
      throw CliException.failure(
          "Cannot delete profile '%s' because it is currently in use. Switch to another profile with 'llamactl config use-profile' first."
              .formatted(name));
    }
    Map<String, Profile> changed = new LinkedHashMap<>(byName);
    changed.remove(name);
    return new Profiles(current, changed);
  }

  /** The renamed profile keeps its place, and stays current if it was. */
  Profiles renamed(String from, String to) {
    requireKnown(from);
    if (byName.containsKey(to)) {
      throw CliException.failure("Profile '" + to + "' already exists in the config file.");
    }
    Map<String, Profile> changed = new LinkedHashMap<>();
    byName.forEach((name, profile) -> changed.put(name.equals(from) ? to : name, profile));
    return new Profiles(current.equals(from) ? to : current, changed);
  }

  private void requireKnown(String name) {
    if (!byName.containsKey(name)) {
      throw CliException.failure("Cannot find profile '" + name + "' in the config file.");
    }
  }
}
