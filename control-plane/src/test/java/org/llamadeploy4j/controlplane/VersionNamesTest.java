package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.JournalMode;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SourceSpec;
import org.llamadeploy4j.protocol.StreamMode;
import org.llamadeploy4j.protocol.VersionId;

class VersionNamesTest {
  private static final Incarnation LIFE = new Incarnation("life1");
  private static final ArtifactHash CODE = new ArtifactHash("ab".repeat(32));

  @Test
  void theSameCodeAndSettingsGiveTheSameName() {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("B", "2");
    env.put("A", "1");

    assertThat(name(LIFE, CODE, "echo", null, env, List.of()))
        .isEqualTo(name(LIFE, CODE, "echo", null, Map.of("A", "1", "B", "2"), List.of()));
  }

  @Test
  void anyDifferenceGivesAnotherName() {
    List<VersionId> names =
        Stream.of(
                name(LIFE, CODE, "echo", null, Map.of(), List.of()),
                name(new Incarnation("life2"), CODE, "echo", null, Map.of(), List.of()),
                name(LIFE, new ArtifactHash("cd".repeat(32)), "echo", null, Map.of(), List.of()),
                name(LIFE, CODE, "other", null, Map.of(), List.of()),
                name(LIFE, CODE, "echo", "Echo", Map.of(), List.of()),
                name(LIFE, CODE, "echo", null, Map.of("A", "1"), List.of()),
                name(LIFE, CODE, "echo", null, Map.of(), List.of("A=1")),
                name(LIFE, CODE, "echo", null, Map.of(), List.of("A", "1")))
            .toList();

    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void theModeOfStreamsIsPartOfTheNameAndLiveOnesKeepTheNameOfFormerBuilds() {
    SourceSpec source = new SourceSpec(SourceSpec.Type.LOCAL, "./echo");
    ServiceSpec live =
        new ServiceSpec(new ServiceId("echo"), "Echo", source, null, Map.of(), List.of());
    VersionId former = new VersionId("96ef7961064b70b45b25bc80c77e70fe");

    assertThat(VersionNames.version(LIFE, live, CODE).id()).isEqualTo(former);
    assertThat(VersionNames.version(LIFE, live.with(StreamMode.COMMITTED), CODE).id())
        .isNotEqualTo(former);
  }

  @Test
  void theModeOfJournalsIsPartOfTheNameAndWholeOnesKeepTheNameOfFormerBuilds() {
    SourceSpec source = new SourceSpec(SourceSpec.Type.LOCAL, "./echo");
    ServiceSpec whole =
        new ServiceSpec(new ServiceId("echo"), "Echo", source, null, Map.of(), List.of());
    VersionId former = new VersionId("96ef7961064b70b45b25bc80c77e70fe");

    assertThat(VersionNames.version(LIFE, whole, CODE).id()).isEqualTo(former);
    assertThat(
            Stream.of(
                    whole,
                    whole.with(JournalMode.COMPACT),
                    whole.with(StreamMode.COMMITTED),
                    whole.with(StreamMode.COMMITTED).with(JournalMode.COMPACT))
                .map(spec -> VersionNames.version(LIFE, spec, CODE).id()))
        .doesNotHaveDuplicates();
  }

  private static VersionId name(
      Incarnation life,
      ArtifactHash code,
      String service,
      @Nullable String path,
      Map<String, String> env,
      List<String> envFiles) {
    SourceSpec source = new SourceSpec(SourceSpec.Type.LOCAL, "./echo");
    ServiceSpec spec = new ServiceSpec(new ServiceId(service), "Echo", source, path, env, envFiles);
    return VersionNames.version(life, spec, code).id();
  }
}
