package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.FolderArtifactStore;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.MessagingException;

/** Two fleets on one Redis are told apart before they mix. */
class FleetGuardTest {
  @TempDir private Path folder;
  private final InMemoryMessaging shared = new InMemoryMessaging(InstantSource.system());
  private final InMemoryMessaging other = new InMemoryMessaging(InstantSource.system());

  @AfterEach
  void close() {
    shared.close();
    other.close();
  }

  @Test
  void programsThatShareTheirArtifactsAreOneFleet() {
    guard(shared, "a").check(false);
    guard(shared, "a").check(false);

    String id = shared.fleet().identity().orElseThrow().id();
    assertThat(artifacts("a").fleet()).contains(id);
    assertThat(shared.fleet().identity().orElseThrow().artifacts()).isEqualTo("host:a");
  }

  @Test
  void aSecondFolderIsRefusedWithWhatToDoAndStaysAsItIs() {
    guard(shared, "a").check(false);
    String id = shared.fleet().identity().orElseThrow().id();

    ProgramException refusal =
        catchThrowableOfType(ProgramException.class, () -> guard(shared, "b").check(false));
    assertThat(refusal)
        .hasMessageStartingWith(
            "redis://r, namespace n belongs to another fleet, whose code is in host:a; this one's"
                + " is in host:b.")
        .hasMessageContaining("--namespace NAME")
        .hasMessageContaining("write " + id + " into " + artifacts("b").fleetFile());
    assertThat(artifacts("b").fleetFile()).doesNotExist();
  }

  @Test
  void aFolderOfAnotherFleetIsRefused() {
    guard(shared, "a").check(false);
    guard(other, "b").check(false);

    assertThatThrownBy(() -> guard(shared, "b").check(false)).isInstanceOf(ProgramException.class);
    guard(other, "b").check(false);
    guard(shared, "a").check(false);
  }

  @Test
  void aFolderMayBeUsedOnANewRedisAndInASecondNamespace() {
    guard(shared, "a").check(false);
    guard(other, "a").check(false);

    assertThat(other.fleet().identity().orElseThrow().id())
        .isEqualTo(shared.fleet().identity().orElseThrow().id());
  }

  @Test
  void whatTheRefusalAdvisesHelps() throws IOException {
    guard(shared, "a").check(false);
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(
        artifacts("b").fleetFile(), shared.fleet().identity().orElseThrow().id() + "\n");

    guard(shared, "b").check(false);
  }

  @Test
  void aProgramsOwnRedisIsNeverAnothers() {
    guard(shared, "a").check(true);
    guard(shared, "b").check(true);

    assertThat(artifacts("b").fleet()).isEqualTo(artifacts("a").fleet());
  }

  @Test
  void anIdThatIsNoneIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.writeString(artifacts("a").fleetFile(), "not an id");

    assertThatThrownBy(() -> guard(shared, "a").check(false))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("'not an id' is not the id of a fleet");
  }

  private FleetGuard guard(InMemoryMessaging messaging, String name) {
    return new FleetGuard(
        messaging.fleet(), artifacts(name), "host:" + name, "redis://r, namespace n");
  }

  private FolderArtifactStore artifacts(String name) {
    return new FolderArtifactStore(folder.resolve(name));
  }
}
