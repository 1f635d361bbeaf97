package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SourceSpec;

class LocalSourceTest {
  @TempDir private Path temp;
  private Path base = Path.of("");

  @BeforeEach
  void makeTheBaseFolder() throws IOException {
    base = Files.createDirectories(temp.toRealPath().resolve("base"));
    Files.createDirectories(base.resolve("flows"));
    Files.createDirectories(temp.resolve("outside"));
    Files.writeString(base.resolve("flows.jar"), "jar");
    Files.writeString(base.resolve("Flow.java"), "class Flow {}");
    Files.writeString(base.resolve("notes.txt"), "x");
    Files.createSymbolicLink(base.resolve("sneaky"), temp.resolve("outside"));
    Files.createSymbolicLink(base.resolve("alias"), base.resolve("flows"));
  }

  @ParameterizedTest
  @CsvSource({
    "./flows, flows",
    "flows/../flows, flows",
    "flows.jar, flows.jar",
    "Flow.java, Flow.java",
    "alias, flows",
    "., ''"
  })
  void aSourceBelowTheBaseIsFound(String location, String expected) {
    assertThat(new LocalSource(base).find(service(SourceSpec.Type.LOCAL, location)))
        .isEqualTo(expected.isEmpty() ? base : base.resolve(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "../outside, leaves the folder",
    "flows/../../outside, leaves the folder",
    "sneaky, leaves the folder",
    "/etc, is absolute",
    "nowhere, does not exist",
    "notes.txt, is neither a folder nor a .jar or .java file"
  })
  void anyOtherIsRefusedWithTheReason(String location, String reason) {
    assertThatThrownBy(() -> new LocalSource(base).find(service(SourceSpec.Type.LOCAL, location)))
        .isInstanceOf(ControlPlaneException.class)
        .hasMessageStartingWith("services.echo.source: '" + location + "' ")
        .hasMessageContaining(reason);
  }

  @Test
  void aPathThatCannotBeOneIsRefused() {
    assertThatThrownBy(() -> new LocalSource(base).find(service(SourceSpec.Type.LOCAL, "a\0b")))
        .hasMessageContaining("is not a path");
  }

  @ParameterizedTest
  @CsvSource({"GIT, git", "DOCKER, docker"})
  void otherTypesAreRefused(SourceSpec.Type type, String word) {
    assertThatThrownBy(() -> new LocalSource(base).find(service(type, "flows")))
        .hasMessage("services.echo.source: type '%s' cannot be deployed; use type 'local'", word);
  }

  @Test
  void aBaseThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> new LocalSource(base.resolve("nowhere")))
        .hasMessageContaining("nowhere' cannot be read");
  }

  private static ServiceSpec service(SourceSpec.Type type, String location) {
    return new ServiceSpec(
        new ServiceId("echo"), "echo", new SourceSpec(type, location), null, Map.of(), List.of());
  }
}
