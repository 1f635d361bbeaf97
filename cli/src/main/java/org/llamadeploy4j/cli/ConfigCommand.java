package org.llamadeploy4j.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code llamactl config}: the profiles. */
@Command(
    name = "config",
    description = "Manage profiles: which server llamactl talks to, and how.",
    synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand implements Callable<Integer> {
  private static final Set<String> YES = Set.of("1", "true", "t", "yes", "y", "on");
  private static final Set<String> NO = Set.of("0", "false", "f", "no", "n", "off");

  private final Servers servers;
  private final Terminal terminal;

  ConfigCommand(Servers servers, Terminal terminal) {
    this.servers = servers;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw CliException.usage(
        "Missing command: get-profiles, current-profile, use-profile, set-profile-vars,"
            + " delete-profile or rename-profile");
  }

  @Command(name = "get-profiles", description = "List the profiles; '*' marks the current one.")
  int getProfiles() {
    Profiles profiles = servers.configFile().read();
    int width =
        profiles.byName().keySet().stream()
            .mapToInt(String::length)
            .reduce("Profile".length(), Math::max);
    String row = "%-7s  %-" + width + "s  %s%n";
    terminal.out().printf(row, "Current", "Profile", "Server url");
    for (Map.Entry<String, Profile> entry : profiles.byName().entrySet()) {
      String mark = entry.getKey().equals(profiles.current()) ? "*" : "";
      terminal.out().printf(row, mark, entry.getKey(), entry.getValue().server());
    }
    return Llamactl.OK;
  }

  @Command(name = "current-profile", description = "Print the name of the current profile.")
  int currentProfile() {
    terminal.out().println(servers.configFile().read().current());
    return Llamactl.OK;
  }

  @Command(name = "use-profile", description = "Make a profile the current one.")
  int useProfile(@Parameters(paramLabel = "NAME") String name) {
    ConfigFile file = servers.configFile();
    file.write(file.read().use(name));
    return Llamactl.OK;
  }

  @Command(
      name = "set-profile-vars",
      description = "Set 'server' (a URL), 'insecure' (yes or no) or 'timeout' (seconds).")
  int setProfileVars(
      @Parameters(paramLabel = "PARAM") String param,
      @Parameters(paramLabel = "VALUE") String value) {
    ConfigFile file = servers.configFile();
    Profiles profiles = file.read();
    String name = servers.profileName(profiles);
    Profile old =
        profiles
            .find(name)
            .orElseThrow(() -> CliException.failure("Profile " + name + " does not exist."));
    Profile changed;
    try {
      changed = changed(old, param, value);
    } catch (IllegalArgumentException e) {
      throw CliException.failure(
          "Error setting %s=%s for profile '%s': %s".formatted(param, value, name, e.getMessage()),
          e);
    }
    file.write(profiles.with(name, changed));
    terminal.out().println("Set %s=%s for profile '%s'".formatted(param, value, name));
    return Llamactl.OK;
  }

  @Command(name = "delete-profile", description = "Delete a profile that is not the current one.")
  int deleteProfile(@Parameters(paramLabel = "NAME") String name) {
    ConfigFile file = servers.configFile();
    file.write(file.read().without(name));
    terminal.out().println("Profile '" + name + "' has been deleted.");
    return Llamactl.OK;
  }

  @Command(
      name = "rename-profile",
      description = "Rename a profile; the current one stays current.")
  int renameProfile(
      @Parameters(paramLabel = "OLD") String from, @Parameters(paramLabel = "NEW") String to) {
    ConfigFile file = servers.configFile();
    file.write(file.read().renamed(from, to));
    terminal.out().println("Profile '%s' has been renamed to '%s'.".formatted(from, to));
    return Llamactl.OK;
  }

  private static Profile changed(Profile old, String param, String value) {
    return switch (param) {
      case "server" -> new Profile(value, old.insecure(), old.timeoutSeconds());
      case "insecure" -> new Profile(old.server(), yes(value), old.timeoutSeconds());
      case "timeout" -> new Profile(old.server(), old.insecure(), seconds(value));
      default -> throw new IllegalArgumentException("Unknown parameter '" + param + "'.");
    };
  }

  private static boolean yes(String value) {
    String word = value.toLowerCase(Locale.ROOT);
    if (YES.contains(word)) {
      return true;
    }
    if (NO.contains(word)) {
      return false;
    }
    throw new IllegalArgumentException("expected yes or no");
  }

  private static double seconds(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a number of seconds", e);
    }
  }
}
