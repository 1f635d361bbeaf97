package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.ArtifactHash;

/** What every implementation of {@link ArtifactStore} does. */
abstract class ArtifactStoreContract {
  /** The store under test: the same content with every call. */
  abstract ArtifactStore store();

  @Test
  void whatWasStoredIsReadBack() {
    ArtifactHash hash = store().put(bytes("one"));
    assertThat(store().get(hash)).isEqualTo(bytes("one"));
  }

  @Test
  void theHashIsThatOfTheContent() {
    assertThat(store().put(bytes("abc")).value())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void equalContentIsStoredOnce() {
    assertThat(store().put(bytes("one"))).isEqualTo(store().put(bytes("one")));
    assertThat(store().put(bytes("two"))).isNotEqualTo(store().put(bytes("one")));
  }

  @Test
  void whatIsNotThereIsAnErrorThatNamesIt() {
    ArtifactHash absent = new ArtifactHash("0".repeat(64));
    assertThatThrownBy(() -> store().get(absent))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining(absent.value());
  }

  @Test
  void anEmptyArtifactIsAnArtifact() {
    assertThat(store().get(store().put(new byte[0]))).isEmpty();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
