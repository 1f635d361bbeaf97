package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinariesTest {
  @TempDir Path folder;

  @Test
  void theConfiguredServerBeatsTheOneOnThePath() throws IOException {
    program("bin/redis-server", "Redis server v=7.0.15 sha=0");
    Path configured = program("mine", "Redis server v=7.4.1 sha=0");
    assertThat(binaries("bin").find(configured).describe()).isEqualTo("Redis 7.4.1 (configured)");
  }

  @Test
  void aValkeyServerBeatsARedisServer() throws IOException {
    program("bin/redis-server", "Redis server v=7.0.15 sha=0");
    program("usual/valkey-server", "Valkey server v=8.0.1 sha=0");
    assertThat(binaries("bin").find(null).describe()).isEqualTo("Valkey 8.0.1 (of this system)");
  }

  @Test
  void thePathIsLookedThroughBeforeTheUsualFolders() throws IOException {
    program("bin/redis-server", "Redis server v=7.0.15 sha=0");
    program("usual/redis-server", "Redis server v=7.2.0 sha=0");
    assertThat(binaries("bin").find(null).version()).isEqualTo("7.0.15");
  }

  @Test
  void aServerOlderThanSevenIsPassedOver() throws IOException {
    program("bin/redis-server", "Redis server v=6.2.11 sha=0");
    program("usual/redis-server", "Redis server v=7.0.0 sha=0");
    assertThat(binaries("bin").find(null).version()).isEqualTo("7.0.0");
  }

  @Test
  void aConfiguredServerThatIsTooOldIsAnErrorThatSaysSo() throws IOException {
    Path old = program("old", "Redis server v=6.2.11 sha=0");
    assertThatThrownBy(() -> binaries("bin").find(old))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("Redis 6.2.11, at least 7.0 is needed");
  }

  @Test
  void aConfiguredProgramThatIsNoServerIsAnErrorThatShowsItsAnswer() throws IOException {
    Path other = program("other", "hello there");
    assertThatThrownBy(() -> binaries("bin").find(other)).hasMessageContaining("'hello there'");
  }

  @Test
  void aConfiguredProgramThatCannotRunIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> binaries("bin").find(folder.resolve("missing")))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("cannot start")
        .hasMessageContaining("noexec");
  }

  @Test
  void relativeEntriesOfThePathAreLeftOut() throws IOException {
    program("usual/redis-server", "Redis server v=7.0.0 sha=0");
    RedisBinaries binaries =
        RedisBinaries.of(
            Map.of("PATH", ":.:bin"), List.of(folder.resolve("usual").toString()), carried());
    assertThat(binaries.find(null).path()).isEqualTo(folder.resolve("usual/redis-server"));
  }

  @Test
  void theCarriedServerIsExtractedOnceAndRuns() throws IOException {
    RedisBinary first = binaries("bin").find(null);
    Object key = Files.readAttributes(first.path(), "unix:ino").get("ino");
    RedisBinary second = binaries("bin").find(null);
    assertThat(first.describe()).isEqualTo("Redis 7.0.15 (carried)");
    assertThat(second).isEqualTo(first);
    assertThat(Files.readAttributes(second.path(), "unix:ino").get("ino")).isEqualTo(key);
  }

  @Test
  void aCarriedServerThatWasChangedInTheCacheIsReplaced() throws IOException {
    Path program = binaries("bin").find(null).path();
    Files.writeString(program, "#!/bin/sh\necho Redis server v=9.9.9\n");
    assertThat(binaries("bin").find(null).version()).isEqualTo("7.0.15");
  }

  @Test
  void aSystemWithoutACarriedServerGetsAdvice() {
    CarriedRedis none = new CarriedRedis("plan9-mips", folder);
    assertThatThrownBy(none::extract)
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("plan9-mips")
        .hasMessageContaining("install redis-server");
  }

  @Test
  void aCacheThatCannotBeWrittenGetsAdvice() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    CarriedRedis carried = new CarriedRedis(thisSystem(), file);
    assertThatThrownBy(carried::extract)
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("XDG_CACHE_HOME");
  }

  @Test
  void theCacheFolderFollowsTheDesktopConvention() {
    assertThat(CarriedRedis.cacheFolder(Map.of("XDG_CACHE_HOME", "/c"), "/home/u"))
        .isEqualTo(Path.of("/c/llamadeploy4j"));
    assertThat(CarriedRedis.cacheFolder(Map.of("XDG_CACHE_HOME", "relative"), "/home/u"))
        .isEqualTo(Path.of("/home/u/.cache/llamadeploy4j"));
  }

  @Test
  void namesOfSystemsAreTranslated() {
    assertThat(CarriedRedis.system("Linux", "amd64")).isEqualTo("linux-amd64");
    assertThat(CarriedRedis.system("Mac OS X", "aarch64")).isEqualTo("darwin-arm64");
    assertThat(CarriedRedis.system("Linux", "i386")).isEqualTo("linux-386");
  }

  private RedisBinaries binaries(String path) {
    return RedisBinaries.of(
        Map.of("PATH", folder.resolve(path).toString()),
        List.of(folder.resolve("usual").toString()),
        carried());
  }

  private CarriedRedis carried() {
    return new CarriedRedis(thisSystem(), folder.resolve("cache"));
  }

  private static String thisSystem() {
    return CarriedRedis.system(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private Path program(String name, String answer) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\necho '" + answer + "'\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
