package org.llamadeploy4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.cli.Console.Outcome;

class ConfigCommandTest {
  private static final String TWO_PROFILES =
      """
      current_profile: default
      profiles:
        default: {server: 'http://localhost:4501', insecure: false, timeout: 120.0}
        production: {server: 'https://example.org', insecure: true, timeout: 5}
      """;

  @TempDir Path home;

  @Test
  void withoutAFileThereIsOneProfile() {
    assertThat(config("get-profiles"))
        .isEqualTo(
            new Outcome(
                0, "Current  Profile  Server url\n*        default  http://localhost:4501\n", ""));
    assertThat(config("current-profile")).isEqualTo(new Outcome(0, "default\n", ""));
    assertThat(file()).doesNotExist();
  }

  @Test
  void profilesAreListedInTheirOrder() throws IOException {
    write(TWO_PROFILES);

    assertThat(config("get-profiles").out())
        .isEqualTo(
            """
            Current  Profile     Server url
            *        default     http://localhost:4501
                     production  https://example.org
            """);
  }

  @Test
  void aUsedProfileTakesEffectEverywhere() throws IOException {
    try (FakeApiServer server = new FakeApiServer()) {
      server.answer("GET /deployments/", 200, "[]");
      write(TWO_PROFILES.replace("https://example.org", server.url()));

      assertThat(config("use-profile", "production")).isEqualTo(new Outcome(0, "", ""));
      assertThat(config("current-profile").out()).isEqualTo("production\n");
      assertThat(llamactl("run").err()).startsWith("Error: there are no deployments");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aProfileMayBeChosenForOneCall() throws IOException {
    try (FakeApiServer server = new FakeApiServer()) {
      write(TWO_PROFILES.replace("https://example.org", server.url()));

      llamactl("-p", "production", "status");

      assertThat(server.requests()).hasSize(1);
      assertThat(config("current-profile").out()).isEqualTo("default\n");
    }
  }

  @Test
  void unknownProfilesAreRefused() throws IOException {
    write(TWO_PROFILES);

    failed("Profile X does not exist.", llamactl("-p", "X", "status"));
    failed("Cannot find profile 'X' in the config file.", config("use-profile", "X"));
    failed("Cannot find profile 'X' in the config file.", config("delete-profile", "X"));
    failed("Cannot find profile 'X' in the config file.", config("rename-profile", "X", "Y"));
    assertThat(file()).hasContent(TWO_PROFILES);
  }

  @Test
  void valuesOfTheCurrentProfileAreSet() {
    assertThat(config("set-profile-vars", "server", "http://10.0.0.1:1"))
        .isEqualTo(new Outcome(0, "Set server=http://10.0.0.1:1 for profile 'default'\n", ""));
    assertThat(config("set-profile-vars", "insecure", "Y").status()).isZero();
    assertThat(config("set-profile-vars", "timeout", "2.5").status()).isZero();

    assertThat(file())
        .hasContent(
            """
            current_profile: default
            profiles:
              default:
                server: http://10.0.0.1:1
                insecure: true
                timeout: 2.5
            """);
  }

  @Test
  void badValuesAreRefused() {
    failed(
        "Error setting server=x for profile 'default': 'x' is not the address of a server;"
            + " expected http://host:port",
        config("set-profile-vars", "server", "x"));
    failed(
        "Error setting insecure=maybe for profile 'default': expected yes or no",
        config("set-profile-vars", "insecure", "maybe"));
    failed(
        "Error setting timeout=NaN for profile 'default': the timeout must be a number of seconds,"
            + " 0 or more; it is NaN",
        config("set-profile-vars", "timeout", "NaN"));
    failed(
        "Error setting timeout=soon for profile 'default': expected a number of seconds",
        config("set-profile-vars", "timeout", "soon"));
    failed(
        "Error setting p=1 for profile 'default': Unknown parameter 'p'.",
        config("set-profile-vars", "p", "1"));
    assertThat(file()).doesNotExist();
  }

  @Test
  void aProfileIsDeletedUnlessItIsInUse() throws IOException {
    write(TWO_PROFILES);

    failed(
        "Cannot delete profile 'default' because it is currently in use. Switch to another profile"
            + " with 'llamactl config use-profile' first.",
        config("delete-profile", "default"));
    assertThat(config("delete-profile", "production"))
        .isEqualTo(new Outcome(0, "Profile 'production' has been deleted.\n", ""));
    assertThat(config("get-profiles").out()).doesNotContain("production");
  }

  @Test
  void theCurrentProfileStaysCurrentWhenItIsRenamed() throws IOException {
    write(TWO_PROFILES);

    failed(
        "Profile 'production' already exists in the config file.",
        config("rename-profile", "default", "production"));
    assertThat(config("rename-profile", "default", "local"))
        .isEqualTo(new Outcome(0, "Profile 'default' has been renamed to 'local'.\n", ""));
    assertThat(config("current-profile").out()).isEqualTo("local\n");
    assertThat(config("get-profiles").out()).contains("*        local ");
  }

  @Test
  void aNamedFileMustExist() {
    Path missing = home.resolve("missing.yaml");

    failed(
        "there is no config file " + missing,
        llamactl("-c", missing.toString(), "config", "get-profiles"));
    failed("there is no config file " + missing, llamactl("-c", missing.toString(), "status"));
  }

  @Test
  void aFileThatIsWrongIsShownAndLeftAlone() throws IOException {
    for (String wrong :
        List.of(
            "current_profile: [",
            "- a",
            "profiles: [a]",
            "profiles: {a: 1}",
            "profiles: {a: {server: x}}",
            "profiles: {a: {insecure: perhaps}}",
            "profiles: {a: {timeout: soon}}",
            "profiles: {a: {timeout: -1}}",
            "profiles: {a: {}, a: {}}",
            "a: !!javax.script.ScriptEngineManager []")) {
      write(wrong);
      Outcome outcome = config("use-profile", "a");
      assertThat(outcome.status()).as(wrong).isEqualTo(1);
      assertThat(outcome.err()).as(wrong).startsWith("Error: the config file " + file() + " is ");
      assertThat(file()).hasContent(wrong);
    }
  }

  @Test
  void theConfigurationFolderOfTheUserIsHonoured() throws IOException {
    Path xdg = home.resolve("xdg");

    Outcome outcome =
        new Console(home)
            .with("XDG_CONFIG_HOME", xdg.toString())
            .run("config", "set-profile-vars", "timeout", "1");

    assertThat(outcome.status()).isZero();
    assertThat(xdg.resolve("llamactl/config.yaml")).content().contains("timeout: 1.0");
    try (Stream<Path> files = Files.list(xdg.resolve("llamactl"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aGroupWithoutACommandIsAUsageError() {
    assertThat(config().status()).isEqualTo(2);
    assertThat(config().err()).contains("Missing command: get-profiles, current-profile");
  }

  private void failed(String message, Outcome outcome) {
    assertThat(outcome).isEqualTo(new Outcome(1, "", "Error: " + message + "\n"));
  }

  private Outcome config(String... args) {
    return llamactl(Stream.concat(Stream.of("config"), Stream.of(args)).toArray(String[]::new));
  }

  private Outcome llamactl(String... args) {
    return new Console(home).run(args);
  }

  private Path file() {
    return home.resolve(".config/llamactl/config.yaml");
  }

  private void write(String yaml) throws IOException {
    Files.createDirectories(file().resolveSibling(""));
    Files.writeString(file(), yaml);
  }
}
