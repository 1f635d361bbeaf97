package org.llamadeploy4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** The file that keeps the profiles, in the original's format. Written whole or not at all. */
final class ConfigFile {
  private final Path path;
  private final boolean mustExist;

  private ConfigFile(Path path, boolean mustExist) {
    this.path = path;
    this.mustExist = mustExist;
  }

  /** The file that was named, which must exist, or the user's own, which need not. */
  static ConfigFile of(@Nullable Path named, Map<String, String> env) {
    return named == null ? new ConfigFile(usual(env), false) : new ConfigFile(named, true);
  }

  private static Path usual(Map<String, String> env) {
    Path folder = Path.of(env.getOrDefault("XDG_CONFIG_HOME", ""));
    if (!folder.isAbsolute()) {
      String home = env.getOrDefault("HOME", System.getProperty("user.home", "."));
      folder = Path.of(home, ".config");
    }
    return folder.resolve("llamactl").resolve("config.yaml");
  }

  Profiles read() {
    try {
      return parse(Files.readString(path));
    } catch (NoSuchFileException e) {
      if (mustExist) {
        throw CliException.failure("there is no config file " + path, e);
      }
      return Profiles.INITIAL;
    } catch (IOException e) {
      throw CliException.failure("the config file " + path + " cannot be read: " + e, e);
    }
  }

  void write(Profiles profiles) {
    Path target = path.toAbsolutePath();
    try {
      // A link stays a link: people keep such files elsewhere.
      Path real = Files.exists(target) ? target.toRealPath() : target;
      Path folder = real.resolveSibling("").toAbsolutePath();
      Files.createDirectories(folder);
      Path next = Files.createTempFile(folder, "config", ".new");
      try {
        Files.writeString(next, text(profiles));
        Files.move(next, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(next);
      }
    } catch (IOException e) {
      throw CliException.failure("the config file " + path + " cannot be written: " + e, e);
    }
  }

  private Profiles parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object document;
    try {
      document = new Yaml(new SafeConstructor(options)).load(text);
    } catch (YAMLException e) {
      throw CliException.failure(
          "the config file " + path + " is not valid YAML: " + e.getMessage(), e);
    }
    if (document == null) {
      return Profiles.INITIAL;
    }
    Map<?, ?> top = mapping(document, "the file");
    Map<String, Profile> byName = new LinkedHashMap<>();
    Object declared = top.get("profiles");
    if (declared != null) {
      mapping(declared, "'profiles'")
          .forEach((name, value) -> byName.put(String.valueOf(name), profile(name, value)));
    }
    Object current = top.get("current_profile");
    return new Profiles(current == null ? "default" : current.toString(), byName);
  }

  private Profile profile(Object name, Object value) {
    String what = "profile '" + name + "'";
    Map<?, ?> fields = mapping(value, what);
    Object server = fields.get("server");
    Object insecure = fields.get("insecure");
    Object timeout = fields.get("timeout");
    if (insecure != null && !(insecure instanceof Boolean)) {
      throw wrong("'insecure' of " + what + " must be true or false");
    }
    if (timeout != null && !(timeout instanceof Number)) {
      throw wrong("'timeout' of " + what + " must be a number of seconds");
    }
    try {
      return new Profile(
          server == null ? Profile.DEFAULT.server() : server.toString(),
          Boolean.TRUE.equals(insecure),
          timeout instanceof Number n ? n.doubleValue() : Profile.DEFAULT.timeoutSeconds());
    } catch (IllegalArgumentException e) {
      throw wrong(what + ": " + e.getMessage());
    }
  }

  private Map<?, ?> mapping(Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw wrong(what + " must be a mapping");
  }

  private CliException wrong(String message) {
    return CliException.failure("the config file " + path + " is wrong: " + message);
  }

  private static String text(Profiles profiles) {
    Map<String, Object> byName = new LinkedHashMap<>();
    profiles
        .byName()
        .forEach((name, p) -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("server", p.server());
          fields.put("insecure", p.insecure());
          fields.put("timeout", p.timeoutSeconds());
          byName.put(name, fields);
        });
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("current_profile", profiles.current());
    top.put("profiles", byName);
    DumperOptions block = new DumperOptions();
    block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(new Representer(block), block).dump(top);
  }
}
