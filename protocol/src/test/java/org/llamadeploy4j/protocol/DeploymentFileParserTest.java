package org.llamadeploy4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentFileParserTest {
  private static final String QUICK_START =
      """
      name: QuickStart

      control-plane:
        port: 8000

      default-service: echo_workflow

      services:
        echo_workflow:
          name: Echo Workflow
          source:
            type: local
            name: ./examples/echo
          path: EchoWorkflow:echo_workflow
      """;

  @Test
  void theQuickStartIsRead() {
    ParsedDeployment parsed = DeploymentFileParser.parse(QUICK_START, "deployment.yml");

    ServiceId echo = new ServiceId("echo_workflow");
    assertThat(parsed.warnings()).isEmpty();
    assertThat(parsed.spec())
        .isEqualTo(
            new DeploymentSpec(
                new DeploymentName("QuickStart"),
                echo,
                List.of(
                    new ServiceSpec(
                        echo,
                        "Echo Workflow",
                        new SourceSpec(SourceSpec.Type.LOCAL, "./examples/echo"),
                        "EchoWorkflow:echo_workflow",
                        Map.of(),
                        List.of())),
                AdmissionRules.DEFAULT,
                null));
  }

  @ParameterizedTest
  @EnumSource
  void theLeastDurabilityIsRead(DurabilityLevel level) {
    String file = QUICK_START + "durability: " + level.word() + "\n";

    assertThat(DeploymentFileParser.parse(file, "deployment.yml").spec().durability())
        .isEqualTo(level);
  }

  @ParameterizedTest
  @EnumSource
  void theModeOfStreamsIsReadForEveryService(StreamMode mode) {
    String second = "  other: {name: Other, source: {type: local, name: .}}\n";
    String file = QUICK_START + second + "stream: " + mode.word() + "\n";

    assertThat(DeploymentFileParser.parse(file, "deployment.yml").spec().services())
        .extracting(ServiceSpec::stream)
        .containsExactly(mode, mode);
  }

  @Test
  void streamsAreLiveWhereTheFileSaysNothing() {
    assertThat(DeploymentFileParser.parse(QUICK_START, "deployment.yml").spec().services())
        .extracting(ServiceSpec::stream)
        .containsExactly(StreamMode.LIVE);
  }

  @ParameterizedTest
  @EnumSource
  void theModeOfJournalsIsReadForEveryService(JournalMode mode) {
    String second = "  other: {name: Other, source: {type: local, name: .}}\n";
    String file = QUICK_START + second + "journal: " + mode.word() + "\n";

    assertThat(DeploymentFileParser.parse(file, "deployment.yml").spec().services())
        .extracting(ServiceSpec::journal)
        .containsExactly(mode, mode);
  }

  @Test
  void journalsAreWholeWhereTheFileSaysNothing() {
    assertThat(DeploymentFileParser.parse(QUICK_START, "deployment.yml").spec().services())
        .extracting(ServiceSpec::journal)
        .containsExactly(JournalMode.WHOLE);
  }

  @Test
  void theRulesOfAdmissionAreRead() {
    ParsedDeployment parsed =
        DeploymentFileParser.parse(
            """
            name: app
            session-policy: reject
            session_queue: {limit: 3}
            idempotency: {keep: 90m}
            services:
              a: {name: A, source: {type: local, name: .}, queue: {limit: '20'}}
              b: {name: B, source: {type: local, name: .}, queue: {limit: 10}}
              c: {name: C, source: {type: local, name: .}}
            """,
            "deployment.yml");

    assertThat(parsed.spec().rules())
        .isEqualTo(
            new AdmissionRules(
                SessionPolicy.REJECT,
                3,
                Duration.ofMinutes(90),
                Map.of(new ServiceId("a"), 20, new ServiceId("b"), 10)));
  }

  @Test
  void snakeCaseWithNullsAsInitWritesItIsRead() {
    ParsedDeployment parsed =
        DeploymentFileParser.parse(
            """
            # written by llamactl init
            name: app
            default_service: example_workflow
            services:
              example_workflow:
                name: Example Workflow
                source:
                  type: local
                  location: src
                  sync_policy: null
                import_path: src/workflow:workflow
                env:
                  API_KEY: secret
                  EMPTY: ""
                  SWITCH: yes
                env_files: [a.env, b.env]
                python_dependencies: null
            ui: null
            """,
            "deployment.yml");

    ServiceSpec service = parsed.spec().services().getFirst();
    assertThat(parsed.warnings()).isEmpty();
    assertThat(service.source().location()).isEqualTo("src");
    assertThat(service.path()).isEqualTo("src/workflow:workflow");
    assertThat(service.env())
        .containsExactly(Map.entry("API_KEY", "secret"), Map.entry("SWITCH", "yes"));
    assertThat(service.envFiles()).containsExactly("a.env", "b.env");
  }

  @Test
  void whatHasNoEffectIsAcceptedWithAWarning() {
    ParsedDeployment parsed =
        DeploymentFileParser.parse(
            """
            name: app
            control-plane: [anything, {is: fine}]
            message-queue: {type: kafka, whatever: 1}
            base_path: .
            ui: {name: UI, port: 3000, source: {type: local, location: ui}}
            services:
              a:
                name: A
                host: localhost
                port: "8002"
                source: {type: git, name: old, location: new, sync-policy: merge}
                path: old
                import-path: new
                python-dependencies: [x]
                ts-dependencies: {x: "1"}
            """,
            "d.yml");

    assertThat(parsed.spec().services().getFirst().path()).isEqualTo("new");
    assertThat(parsed.spec().services().getFirst().source())
        .isEqualTo(new SourceSpec(SourceSpec.Type.GIT, "new"));
    assertThat(parsed.warnings())
        .containsExactly(
            "d.yml:3:1: message-queue: has no effect: all queues are in Redis; leave it out",
            "d.yml:4:1: base_path: has no effect: sources are relative to the folder of this file",
            "d.yml:5:1: ui: has no effect: user interfaces are not served",
            "d.yml:9:5: services.a.host: has no effect: services have no address of their own",
            "d.yml:10:5: services.a.port: has no effect: services have no port of their own",
            "d.yml:11:25: services.a.source.name: has no effect: 'location' is used",
            "d.yml:11:51: services.a.source.sync-policy: has no effect: code is stored by its"
                + " content, nothing is synced",
            "d.yml:12:5: services.a.path: has no effect: 'import-path' is used",
            "d.yml:14:5: services.a.python-dependencies: has no effect: services are written in"
                + " Java",
            "d.yml:15:5: services.a.ts-dependencies: has no effect: services are written in Java");
  }

  @Test
  void aPathBeatsAnImportPathInSnakeCase() {
    ParsedDeployment parsed =
        DeploymentFileParser.parse(
            """
            name: app
            services:
              a: {name: A, source: {type: local, name: .}, path: used, import_path: unused}
            """,
            "d.yml");

    assertThat(parsed.spec().services().getFirst().path()).isEqualTo("used");
  }

  @Test
  void theFirstServiceIsTheDefaultWhereNoneIsNamed() {
    ParsedDeployment parsed =
        DeploymentFileParser.parse(
            """
            name: app
            services:
              second: {name: A, source: {type: local, name: .}}
              first: {name: B, source: {type: local, name: .}}
            """,
            "d.yml");

    assertThat(parsed.spec().defaultService()).isEqualTo(new ServiceId("second"));
    assertThat(parsed.spec().services())
        .extracting(s -> s.id().value())
        .containsExactly("second", "first");
  }

  @Test
  void aDeploymentMayHaveNoServices() {
    DeploymentSpec spec = DeploymentFileParser.parse("name: app\nservices: {}\n", "d.yml").spec();

    assertThat(spec.services()).isEmpty();
    assertThat(spec.defaultService()).isNull();
  }

  @Test
  void mergedMappingsGiveWayToTheirOwnKeys() {
    ParsedDeployment parsed =
        DeploymentFileParser.parse(
            """
            name: app
            services:
              a: &base {name: A, source: {type: local, name: .}, env: {K: v}}
              b:
                <<: *base
                name: B
            """,
            "d.yml");

    ServiceSpec b = parsed.spec().services().get(1);
    assertThat(b.name()).isEqualTo("B");
    assertThat(b.env()).containsExactly(Map.entry("K", "v"));
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertThat(DeploymentFileParser.parse("\uFEFFname: app\nservices: {}", "d.yml").spec().name())
        .isEqualTo(new DeploymentName("app"));
  }
}
