package org.llamadeploy4j.controlplane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FolderArtifactStore;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.DurabilityLevel;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.ServiceId;

class DeploymentsTest {
  private static final DeploymentName SHOP = new DeploymentName("shop");
  private static final ServiceId ECHO = new ServiceId("echo");
  private static final String YAML =
      """
      name: shop
      services:
        echo:
          name: Echo
          source: {type: local, name: ./echo}
      """;

  @TempDir private Path temp;
  private final InMemoryMessaging messaging = new InMemoryMessaging(InstantSource.system());
  private final AtomicReference<PlacementState> loads =
      new AtomicReference<>(new PlacementState.Loaded(List.of()));
  private final ControlPlane controlPlane =
      new ControlPlane(
          "cp1",
          messaging,
          ControlPlaneSettings.defaults().withRolloutDeadline(Duration.ofMillis(300)));

  @BeforeEach
  void writeTheSource() throws IOException {
    source("class Echo {}");
  }

  @AfterEach
  void stop() {
    controlPlane.close();
    messaging.close();
  }

  @Test
  void aDeploymentIsLiveWhenDeployReturns() throws Exception {
    fleet();

    assertThat(deploy(false)).isEqualTo(SHOP);

    Deployment live = live();
    assertThat(live.defaultService()).isEqualTo(ECHO);
    assertThat(live.live()).containsOnlyKeys(ECHO);
    assertThat(live.retired()).isEmpty();
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(messaging.fleet().read().assignments())
                .singleElement()
                .extracting(Assignment::live)
                .isEqualTo(true));
  }

  @Test
  void theCodeIsInTheArtifactStore() throws Exception {
    fleet();
    deploy(false);

    ServiceVersion version = version();
    assertThat(new FolderArtifactStore(temp.resolve("artifacts")).get(version.artifact()))
        .isNotEmpty();
  }

  @Test
  void aTakenNameIsRefused() throws Exception {
    fleet();
    deploy(false);

    assertRefused(false, ErrorCode.CONFLICT, "Deployment 'shop' exists already");
  }

  @Test
  void aDurabilityThatTheFleetDoesNotHaveIsRefusedAndNothingChanges() {
    fleet();

    for (DurabilityLevel level : DurabilityLevel.values()) {
      byte[] yaml = (YAML + "durability: " + level.word() + "\n").getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> deployments(Duration.ofSeconds(20)).deploy(yaml, "d", temp, false))
          .hasMessageContaining(
              "Deployment 'shop' needs durability '%s', and the fleet has 'none' (appendonly no"
                  .formatted(level.word()))
          .hasMessageContaining("or ask for less in the deployment file")
          .asInstanceOf(type(ControlPlaneException.class))
          .extracting(ControlPlaneException::code)
          .isEqualTo(ErrorCode.INVALID_INPUT);
    }
    assertThat(messaging.fleet().read().deployments()).isEmpty();
    assertThat(messaging.fleet().read().rollouts()).isEmpty();
    assertThat(temp.resolve("artifacts")).doesNotExist();
  }

  @Test
  void reloadingWhatIsNotThereIsRefused() {
    fleet();

    assertRefused(true, ErrorCode.NOT_FOUND, "Deployment 'shop' does not exist");
  }

  @Test
  void aReloadMakesNewCodeLiveAndRetiresTheOld() throws Exception {
    fleet();
    deploy(false);
    ServiceVersion old = version();
    source("class Echo { int changed; }");

    deploy(true);

    assertThat(version().id()).isNotEqualTo(old.id());
    assertThat(live().retired()).containsExactly(old);
  }

  @Test
  void reloadingTheSameCodeKeepsTheVersion() throws Exception {
    fleet();
    deploy(false);
    ServiceVersion old = version();

    deploy(true);

    assertThat(version()).isEqualTo(old);
    assertThat(live().retired()).isEmpty();
  }

  @Test
  void codeThatDoesNotLoadIsRefusedWithItsCauseAndChangesNothing() throws Exception {
    fleet();
    deploy(false);
    ServiceVersion old = version();
    source("class Echo { broken");
    loads.set(new PlacementState.Failed("Echo.java:1: error: reached end of file"));

    assertRefused(
        true,
        ErrorCode.INVALID_INPUT,
        "Service 'echo' cannot be loaded: Echo.java:1: error: reached end of file");
    assertThat(version()).isEqualTo(old);
    assertThat(live().retired()).isEmpty();
  }

  @Test
  void codeThatWasRefusedMayBeDeployedAgain() throws Exception {
    fleet();
    loads.set(new PlacementState.Failed("disk full"));
    assertRefused(false, ErrorCode.INVALID_INPUT, "disk full");
    loads.set(new PlacementState.Loaded(List.of()));

    assertThat(deploy(false)).isEqualTo(SHOP);
  }

  @Test
  void withoutARuntimeTheReasonIsTold() {
    controlPlane.start();

    assertRefused(false, ErrorCode.UNAVAILABLE, "no runtime is connected");
    assertThat(messaging.fleet().read().deployments()).isEmpty();
  }

  @Test
  void withoutAControlPlaneTheReasonIsTold() {
    assertRefused(
        false, ErrorCode.UNAVAILABLE, "no control plane leads the fleet", Duration.ofMillis(50));
  }

  @Test
  void aBrokenFileIsRefusedWithThePlace() {
    assertThatThrownBy(() ->
            deployments(Duration.ofSeconds(1))
                .deploy("- a".getBytes(StandardCharsets.UTF_8), "d.yml", temp, false))
        .isInstanceOf(ControlPlaneException.class)
        .hasMessageStartingWith("d.yml:1:1");
  }

  @Test
  void everySourceThatIsNotThereIsNamed() {
    String yaml =
        """
        name: shop
        services:
          echo: {name: Echo, source: {type: local, name: ./nowhere}}
          bill: {name: Bill, source: {type: local, name: ../outside}}
        """;

    assertThatThrownBy(() -> deploy(yaml))
        .hasMessageMatching(
            "(?s)services.echo.source: './nowhere' does not exist below .+\n"
                + "services.bill.source: '../outside' leaves the folder .+");
  }

  @Test
  void everySourceThatCannotBePackedIsNamedWithItsService() throws Exception {
    Files.createDirectories(temp.resolve("empty"));
    Files.createDirectories(temp.resolve("linked"));
    Files.createSymbolicLink(temp.resolve("linked/away"), temp.resolve("echo/Echo.java"));
    String yaml =
        """
        name: shop
        services:
          echo: {name: Echo, source: {type: local, name: ./empty}}
          bill: {name: Bill, source: {type: local, name: ./linked}}
        """;

    assertThatThrownBy(() -> deploy(yaml))
        .hasMessageMatching(
            "(?s)services.echo.source: The source '.+/empty' holds no files\n"
                + "services.bill.source: The link '.+/away' does not point to a file of the source");
  }

  @Test
  void moreDeploymentsThanAllowedAreRefused() throws Exception {
    fleet();
    deploy(false);
    DeploymentsSettings one =
        new DeploymentsSettings(
            Duration.ofSeconds(5), Duration.ofMillis(100), 1, SourceLimits.defaults());
    Deployments deployments =
        new Deployments(messaging, new FolderArtifactStore(temp.resolve("artifacts")), one);
    byte[] other = YAML.replace("shop", "other").getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> deployments.deploy(other, "d.yml", temp, false))
        .asInstanceOf(type(ControlPlaneException.class))
        .extracting(ControlPlaneException::code)
        .isEqualTo(ErrorCode.OVERLOADED);
  }

  private void fleet() {
    controlPlane.start();
    LoadingRuntime runtime = new LoadingRuntime(messaging, "r1", _ -> loads.get());
    assertThat(runtime.id().value()).isEqualTo("r1");
  }

  private void source(String code) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("echo"));
    Files.writeString(folder.resolve("Echo.java"), code);
  }

  private DeploymentName deploy(boolean reload) throws InterruptedException {
    return deployments(Duration.ofSeconds(20))
        .deploy(YAML.getBytes(StandardCharsets.UTF_8), "d.yml", temp, reload);
  }

  private DeploymentName deploy(String yaml) throws InterruptedException {
    return deployments(Duration.ofSeconds(20))
        .deploy(yaml.getBytes(StandardCharsets.UTF_8), "d.yml", temp, false);
  }

  private void assertRefused(boolean reload, ErrorCode code, String message) {
    assertRefused(reload, code, message, Duration.ofSeconds(20));
  }

  private void assertRefused(boolean reload, ErrorCode code, String message, Duration wait) {
    assertThatThrownBy(() ->
            deployments(wait).deploy(YAML.getBytes(StandardCharsets.UTF_8), "d.yml", temp, reload))
        .hasMessageContaining(message)
        .asInstanceOf(type(ControlPlaneException.class))
        .extracting(ControlPlaneException::code)
        .isEqualTo(code);
  }

  private Deployments deployments(Duration wait) {
    return new Deployments(
        messaging,
        new FolderArtifactStore(temp.resolve("artifacts")),
        DeploymentsSettings.defaults().withOutcomeWait(wait));
  }

  private Deployment live() {
    return requireNonNull(messaging.fleet().read().deployments().get(SHOP));
  }

  private ServiceVersion version() {
    return requireNonNull(live().live().get(ECHO));
  }
}
