package org.llamadeploy4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class AnswerReaderTest {
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\nX: y\r\n\r\nhello";

  private final AnswerReader reader = new AnswerReader();

  private static ReadableByteChannel channel(String text) {
    return Channels.newChannel(new ByteArrayInputStream(bytes(text)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aWholeAnswerIsComparedWithTheExpectedBody() throws IOException {
    assertThat(reader.read(channel(OK))).isTrue();

    assertThat(reader.is(bytes("hello"))).isTrue();
    assertThat(reader.is(bytes("hell"))).isFalse();
  }

  @Test
  void anAnswerThatComesByteByByteIsReadAsWell() throws IOException {
    byte[] all = bytes(OK);
    for (int i = 0; i < all.length; i++) {
      assertThat(reader.read(oneByte(all[i]))).isEqualTo(i == all.length - 1);
    }
    assertThat(reader.is(bytes("hello"))).isTrue();
  }

  private static ReadableByteChannel oneByte(byte value) {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer target) {
        target.put(value);
        return 1;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void anotherStatusIsNotTheExpectedAnswer() throws IOException {
    assertThat(reader.read(channel(OK.replace("200", "503")))).isTrue();

    assertThat(reader.is(bytes("hello"))).isFalse();
    assertThat(reader.describe()).isEqualTo("503 hello");
  }

  @Test
  void theNextAnswerIsReadAfterTheFirst() throws IOException {
    reader.read(channel(OK));
    reader.next();

    assertThat(reader.read(channel(OK.replace("hello", "world")))).isTrue();
    assertThat(reader.is(bytes("world"))).isTrue();
  }

  @Test
  void theEndOfTheConnectionIsAnError() {
    assertThatThrownBy(() -> reader.read(channel(""))).hasMessageContaining("closed");
  }

  @Test
  void anAnswerOfUnknownLengthIsAnError() {
    assertThatThrownBy(() -> reader.read(channel("HTTP/1.1 200 OK\r\nX: y\r\n\r\n")))
        .hasMessageContaining("Content-Length");
  }

  @Test
  void anAnswerThatIsTooLongIsAnError() {
    assertThatThrownBy(() -> reader.read(channel(OK.replace(": 5", ": 500000"))))
        .hasMessageContaining("8192");
  }
}
