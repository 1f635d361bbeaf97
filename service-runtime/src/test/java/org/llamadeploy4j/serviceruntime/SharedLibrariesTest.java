package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;

final class SharedLibrariesTest {
  private static final String SDK = "org/llamadeploy4j/workflow/sdk.properties";
  private static final String JACKSON =
      "META-INF/maven/com.fasterxml.jackson.core/jackson-annotations/pom.properties";

  @TempDir Path folder;
  private int opened;

  private void open(byte[] zip) {
    ServiceCode.open("test", zip, folder.resolve("w" + opened++)).close();
  }

  private static Artifacts echo() {
    return Artifacts.empty().with("Echo.java", ServiceCodeTest.ECHO);
  }

  @Test
  void aJarThatBringsANewerSdkIsRefusedWithBothVersions() {
    byte[] jar = echo().compiled(folder).with(SDK, "version=99.1.0\n").asJar();

    assertThatThrownBy(() -> open(jar))
        .isInstanceOfSatisfying(
            ServiceRuntimeException.class, e -> assertThat(e.code()).isEqualTo(Code.HOST_TOO_OLD))
        .hasMessageContaining("needs llamadeploy4j-workflow-sdk 99.1.0 ('service.jar' says so)")
        .hasMessageContaining("this runtime has " + host())
        .hasMessageContaining("build the service with llamadeploy4j-workflow-sdk " + host());
  }

  @Test
  void aLibraryThatBringsANewerSdkIsFoundBeforeItsUserIsCompiled() {
    byte[] sdk = Artifacts.empty().with(SDK, "version=99\n").zip();
    byte[] zip = Artifacts.empty().with("X.java", "no Java").with("lib/sdk.jar", sdk).zip();

    assertThatThrownBy(() -> open(zip)).hasMessageContaining("99 ('sdk.jar' says so)");
  }

  @Test
  void aThinJarSaysInItsManifestWhatItNeeds() {
    String manifest = "Manifest-Version: 1.0\r\nLlamadeploy4j-Sdk-Version: %s\r\n\r\n";
    Artifacts classes = echo().compiled(folder);

    assertThatThrownBy(
            () -> open(classes.with("META-INF/MANIFEST.MF", manifest.formatted("99")).asJar()))
        .hasMessageContaining("needs llamadeploy4j-workflow-sdk 99");
    assertThatCode(
            () -> open(classes.with("META-INF/MANIFEST.MF", manifest.formatted(host())).asJar()))
        .doesNotThrowAnyException();
  }

  @Test
  void newerJacksonAnnotationsAreRefusedAndOlderOnesAreIgnored() {
    Artifacts classes = echo().compiled(folder);

    assertThatThrownBy(() -> open(classes.with(JACKSON, "version=2.99.0\n").asJar()))
        .hasMessageContaining("needs jackson-annotations 2.99.0");
    assertThatCode(() -> open(classes.with(JACKSON, "version=2.9.10\n").asJar()))
        .doesNotThrowAnyException();
  }

  @Test
  void codeThatMissesSomethingOfTheSdkGetsAdviceAndOtherCodeNone() {
    assertThat(
            SharedLibraries.advice(
                new IllegalStateException(
                    new NoClassDefFoundError("org/llamadeploy4j/workflow/Later"))))
        .contains("this runtime has llamadeploy4j-workflow-sdk " + host());
    assertThat(SharedLibraries.advice(new NoClassDefFoundError("com/acme/Missing"))).isEmpty();
  }

  @Test
  void theSameOrAnOlderSdkIsIgnored() {
    Artifacts classes = echo().compiled(folder);

    assertThatCode(() -> open(classes.with(SDK, "version=" + host() + "\n").asJar()))
        .doesNotThrowAnyException();
    assertThatCode(() -> open(classes.with(SDK, "version=0.0.9\n").asJar()))
        .doesNotThrowAnyException();
    assertThatCode(() -> open(classes.with(SDK, "version=unknown\n").zip()))
        .doesNotThrowAnyException();
  }

  @Test
  void versionsAreComparedByTheirNumbers() {
    assertThat(version("2.22")).isEqualByComparingTo(version("2.22.0"));
    assertThat(version("2.9.10")).isLessThan(version("2.22"));
    assertThat(version("0.1.0-SNAPSHOT")).isEqualByComparingTo(version("0.1.0"));
    assertThat(LibraryVersion.parse("${project.version}")).isEmpty();
  }

  private static LibraryVersion version(String text) {
    return LibraryVersion.parse(text).orElseThrow();
  }

  private static String host() {
    return SharedLibraries.hostSdk().orElseThrow().toString();
  }
}
