package org.llamadeploy4j.workflow.internal.snapshots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.SnapshotException;

class EnvelopeTest {

  private static final byte[] CONTENT = "{\"a\":\"ä\"}".getBytes(StandardCharsets.UTF_8);

  static Stream<SnapshotKey> keys() throws NoSuchAlgorithmException {
    return Stream.of(hmac("k1", 7), pair("k1"));
  }

  private static SnapshotKey hmac(String id, int fill) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) fill);
    return new SnapshotKey.Hmac(id, secret);
  }

  private static SnapshotKey pair(String id) throws NoSuchAlgorithmException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    return new SnapshotKey.Ed25519(id, pair.getPrivate(), pair.getPublic());
  }

  private static KeyRing ring(SnapshotKey... keys) {
    return new KeyRing(List.of(keys));
  }

  private static AbstractStringAssert<?> assertRefused(byte[] sealed, KeyRing keys) {
    return assertThatThrownBy(() -> Envelope.open(sealed, keys))
        .asInstanceOf(type(SnapshotException.class))
        .extracting(SnapshotException::code)
        .asString();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void whatWasSealedIsOpenedAsItWas(SnapshotKey key) {
    Envelope.Opened opened = Envelope.open(Envelope.seal(CONTENT, ring(key)), ring(key));

    assertThat(opened.content()).isEqualTo(CONTENT);
    assertThat(opened.keyId()).isEqualTo("k1");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyChangedByteIsRefused(SnapshotKey key) {
    byte[] sealed = Envelope.seal(CONTENT, ring(key));
    Set<String> codes = new TreeSet<>();
    for (int at = 0; at < sealed.length; at++) {
      for (int flip : new int[] {1, 0x80, 0xff}) {
        byte[] bad = sealed.clone();
        bad[at] ^= (byte) flip;
        assertThatThrownBy(() -> Envelope.open(bad, ring(key)))
            .as("byte %d with %d", at, flip)
            .isInstanceOfSatisfying(SnapshotException.class, e -> codes.add(e.code()));
      }
    }
    assertThat(codes)
        .containsExactlyInAnyOrder(
            SnapshotException.CHANGED,
            SnapshotException.NOT_A_SNAPSHOT,
            SnapshotException.UNKNOWN_KEY,
            SnapshotException.UNKNOWN_VERSION);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyTruncationAndAnythingAppendedIsRefused(SnapshotKey key) {
    byte[] sealed = Envelope.seal(CONTENT, ring(key));
    for (int length = 0; length <= sealed.length + 1; length++) {
      byte[] bad = Arrays.copyOf(sealed, length);
      if (length != sealed.length) {
        assertThatThrownBy(() -> Envelope.open(bad, ring(key)))
            .as("length %d", length)
            .isInstanceOf(SnapshotException.class);
      }
    }
  }

  @Test
  void aRotatedKeyStillVerifiesAndTheNewOneSigns() {
    byte[] old = Envelope.seal(CONTENT, ring(hmac("old", 1)));
    KeyRing rotated = ring(hmac("new", 2), hmac("old", 1));

    assertThat(Envelope.open(old, rotated).keyId()).isEqualTo("old");
    assertThat(Envelope.open(Envelope.seal(CONTENT, rotated), rotated).keyId()).isEqualTo("new");
  }

  @Test
  void aRemovedKeyIsNamedInTheRefusal() {
    byte[] old = Envelope.seal(CONTENT, ring(hmac("old", 1)));

    assertRefused(old, ring(hmac("new", 2))).isEqualTo(SnapshotException.UNKNOWN_KEY);
    assertThatThrownBy(() -> Envelope.open(old, ring(hmac("new", 2))))
        .hasMessage("the snapshot was signed with key 'old'; the keys here are [new]");
    assertRefused(old, KeyRing.EMPTY).isEqualTo(SnapshotException.UNKNOWN_KEY);
  }

  @Test
  void anotherKeyOfTheSameIdIsRefused() throws Exception {
    byte[] sealed = Envelope.seal(CONTENT, ring(hmac("k1", 1)));

    assertRefused(sealed, ring(hmac("k1", 2))).isEqualTo(SnapshotException.CHANGED);
    assertRefused(sealed, ring(pair("k1"))).isEqualTo(SnapshotException.UNKNOWN_KEY);
  }

  @Test
  void aLaterVersionIsRefusedByItsNumber() {
    byte[] sealed = Envelope.seal(CONTENT, ring(hmac("k1", 1)));
    sealed[Envelope.MAGIC.length + 1] = 2;

    assertRefused(sealed, ring(hmac("k1", 1))).isEqualTo(SnapshotException.UNKNOWN_VERSION);
    assertThatThrownBy(() -> Envelope.open(sealed, ring(hmac("k1", 1))))
        .hasMessageContaining("is of version 2, this program reads version 1");
  }

  @Test
  void thePublicHalfVerifiesAndCannotSign() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyRing both = ring(new SnapshotKey.Ed25519("k", pair.getPrivate(), pair.getPublic()));
    KeyRing half = ring(new SnapshotKey.Ed25519("k", null, pair.getPublic()));

    assertThat(Envelope.open(Envelope.seal(CONTENT, both), half).content()).isEqualTo(CONTENT);
    assertThatThrownBy(() -> Envelope.seal(CONTENT, half))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("no key can sign");
  }
}
