package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.serviceruntime.RuntimeScene.patiently;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SourceSpec;
import org.llamadeploy4j.protocol.VersionId;

/** Loads whose constructors do not return until a file is there. */
final class LoadsTest {
  private static final String STUCK =
      """
      import java.nio.file.*;
      import org.llamadeploy4j.workflow.*;
      public class Stuck extends Workflow {
        public Stuck(Env env) {
          while (!Files.exists(Path.of(env.get("GATE")))) {
            Thread.onSpinWait();
          }
        }
        @Step StopEvent end(StartEvent in) { return StopEvent.of(1); }
      }
      """;

  @TempDir Path folder;
  private final Map<ArtifactHash, byte[]> artifacts = new HashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<LoadedVersion> loaded = new CopyOnWriteArrayList<>();
  private final List<String> restarts = new CopyOnWriteArrayList<>();
  private final RuntimeTimers timers = new RuntimeTimers(InstantSource.system());
  private final AbandonedSteps abandoned = new AbandonedSteps(5, restarts::add);

  @AfterEach
  void close() throws Exception {
    openGate();
    patiently().until(() -> abandoned.total() == 0);
    loaded.forEach(LoadedVersion::close);
    timers.close();
  }

  private void openGate() throws Exception {
    if (!Files.exists(gate())) {
      Files.createFile(gate());
    }
  }

  private Path gate() {
    return folder.resolve("gate");
  }

  private Loads loads(Duration limit) {
    VersionLoader loader =
        new VersionLoader(
            new Store(),
            RuntimeSettings.of(new RuntimeId("r"), "here", folder.resolve("work")),
            timers,
            abandoned);
    return new Loads(loader, limit, abandoned, new Outcome());
  }

  private Assignment assignment(String service, byte[] zip) {
    ArtifactHash hash = new Store().put(zip);
    ServiceSpec spec =
        new ServiceSpec(
            new ServiceId(service),
            service,
            new SourceSpec(SourceSpec.Type.LOCAL, "./" + service),
            null,
            Map.of("GATE", gate().toString()),
            List.of());
    ServiceVersion version =
        new ServiceVersion(new VersionId(hash.value().substring(0, 32)), spec, hash);
    return new Assignment(
        new RuntimeId("r"),
        new DeploymentName("D"),
        new Incarnation("d"),
        version,
        true,
        "the test wants it");
  }

  @Test
  void aConstructorThatNeverReturnsFailsTheVersionAndFreesItsTurn() {
    byte[] stuck = Artifacts.empty().with("Stuck.java", STUCK).compiled(folder).zip();
    try (Loads hasty = loads(Duration.ofMillis(500))) {
      for (int i = 0; i < 5; i++) {
        hasty.load(assignment("stuck" + i, stuck));
      }

      patiently().until(() -> failures.size() == 5 && abandoned.total() == 5);
      assertThat(failures).allSatisfy(f -> assertThat(f).contains("was not loaded within 0.5 s"));
      assertThat(restarts).singleElement().asString().contains("has 1 of them");
    }
    try (Loads patient = loads(Duration.ofMinutes(1))) {
      patient.load(assignment("echo", Artifacts.java("Echo.java", ServiceCodeTest.ECHO)));

      patiently().until(() -> loaded.size() == 1);
    }
  }

  @Test
  void aLoadThatEndsTooLateIsClosedAndNoLongerCounts() throws Exception {
    try (Loads hasty = loads(Duration.ofMillis(200))) {
      byte[] stuck = Artifacts.empty().with("Stuck.java", STUCK).compiled(folder).zip();
      hasty.load(assignment("stuck", stuck));
      patiently().until(() -> abandoned.total() == 1);

      openGate();

      patiently().until(() -> abandoned.total() == 0);
      assertThat(loaded).isEmpty();
      try (var left = Files.list(folder.resolve("work"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  private final class Outcome implements Loads.Outcome {
    @Override
    public void loaded(Assignment assignment, LoadedVersion version) {
      loaded.add(version);
    }

    @Override
    public void failed(Assignment assignment, ServiceRuntimeException problem) {
      failures.add(String.valueOf(problem.getMessage()));
    }
  }

  private final class Store implements ArtifactStore {
    @Override
    public ArtifactHash put(byte[] zip) {
      ArtifactHash hash = new ArtifactHash("%08x".formatted(artifacts.size() + 1).repeat(8));
      artifacts.put(hash, zip);
      return hash;
    }

    @Override
    public byte[] get(ArtifactHash hash) {
      return Objects.requireNonNull(artifacts.get(hash));
    }
  }
}
