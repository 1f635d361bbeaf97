package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.internal.snapshots.KeyRing;

class SnapshotKeysTest {

  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdeX".getBytes(StandardCharsets.US_ASCII);
  private static final String BASE64 = Base64.getEncoder().encodeToString(SECRET);

  @TempDir Path folder;

  @Test
  void textHasSecretsPairsPublicHalvesAndComments() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String publicHalf = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    String privateHalf = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    String text =
        """
        # the one that signs
        a:hmac-sha256:%s, b:ed25519:%s:%s

          c:ed25519:%s
        """
            .formatted(BASE64, privateHalf, publicHalf, publicHalf);

    assertThat(SnapshotKeys.parse(text)).hasToString("SnapshotKeys[[a, b, c]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing",
        "c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
        "a:c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
        "a b:hmac-sha256:c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
        "a:hmac-sha256:c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
        "a:hmac-sha256:c2VjcmV0LXNlY3JldC1zZWNyZXQ*",
        "a:md5:c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
        "a:ed25519:c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
        "a:ed25519:c2VjcmV0LXNlY3JldC1zZWNyZXQ=:c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
      })
  void wrongTextIsRefusedWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> SnapshotKeys.parse(text))
        .isInstanceOf(SnapshotException.class)
        .satisfies(e -> {
          for (Throwable at = e; at != null; at = at.getCause()) {
            assertThat(at.toString()).doesNotContain("c2Vjc").doesNotContain("secret-");
          }
        });
  }

  @Test
  void twoKeysOfOneIdAreRefused() {
    String key = "a:hmac-sha256:" + BASE64;

    assertThatThrownBy(() -> SnapshotKeys.parse(key + " " + key))
        .hasMessage("two keys have the id 'a'; rename one");
  }

  @Test
  void aShortSecretAndTheWrongKindOfPairAreRefused() throws Exception {
    assertThatThrownBy(() -> SnapshotKeys.ofSecret("a", new byte[31]))
        .hasMessageContaining("has 31 bytes; it needs at least 32");
    KeyPair pair = KeyPairGenerator.getInstance("Ed448").generateKeyPair();
    assertThatThrownBy(() -> SnapshotKeys.ofKeyPair("a", pair)).hasMessageContaining("not Ed25519");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    KeyPair mixed =
        new KeyPair(
            generator.generateKeyPair().getPublic(), generator.generateKeyPair().getPrivate());
    assertThatThrownBy(() -> SnapshotKeys.ofKeyPair("a", mixed))
        .hasMessageContaining("do not belong together");
  }

  @Test
  void anEnvironmentGivesKeysOrAFileOfThem() throws Exception {
    Path file = Files.writeString(folder.resolve("keys"), "b:hmac-sha256:" + BASE64 + "\n");
    Env inline = Env.of(Map.of("SNAPSHOT_KEYS", "a:hmac-sha256:" + BASE64));

    assertThat(SnapshotKeys.configured(inline)).hasToString("SnapshotKeys[[a]]");
    assertThat(SnapshotKeys.configured(Env.of(Map.of("SNAPSHOT_KEYS_FILE", file.toString()))))
        .hasToString("SnapshotKeys[[b]]");
    assertThat(SnapshotKeys.configured(Env.empty())).asString().contains("snapshot.key");
    assertThatThrownBy(
            () -> SnapshotKeys.configured(Env.of(Map.of("SNAPSHOT_KEYS_FILE", "/no/such/file"))))
        .hasMessageContaining("/no/such/file: there is no such file");
  }

  @Test
  void aGeneratedFileIsMadeAtFirstUseAndForItsOwnerAlone() throws Exception {
    Path file = folder.resolve("sub/snapshot.key");
    SnapshotKeys keys = SnapshotKeys.generated(file);

    assertThat(keys.source().toVerify()).isEqualTo(KeyRing.EMPTY);
    assertThat(file).doesNotExist();

    assertThat(keys.source().toSign().keys()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SnapshotKeys.read(file).source().toString())
        .isEqualTo(keys.source().toSign().toString());
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
    String secret = Files.readString(file).strip().replaceAll("(?s).*:", "");
    assertThat(keys.toString() + keys.source().toSign()).doesNotContain(secret);
  }

  @Test
  void allWhoGenerateAtOnceEndUpWithTheSameKey() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 20; round++) {
        Path file = folder.resolve("key-" + round);
        List<Callable<String>> makers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          makers.add(() -> SnapshotKeys.generated(file).source().toSign().toString());
        }
        Set<String> ids = new HashSet<>();
        for (var made : threads.invokeAll(makers)) {
          ids.add(made.get());
        }
        assertThat(ids).hasSize(1);
      }
    }
  }

  @Test
  void acceptedKeysVerifyOnly() {
    SnapshotKeys old = SnapshotKeys.ofSecret("old", SECRET);
    SnapshotKeys both = SnapshotKeys.ofSecret("new", SECRET).accepting(old);

    assertThat(both.source().toSign()).hasToString("[new, old]");
    SnapshotKeys unused = SnapshotKeys.generated(folder.resolve("unused"));
    assertThat(old.accepting(unused).source().toSign()).hasToString("[old]");
    assertThat(folder.resolve("unused")).doesNotExist();
  }
}
