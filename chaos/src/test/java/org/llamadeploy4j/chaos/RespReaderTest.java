package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RespReaderTest {
  private final RespReader reader = new RespReader();

  private List<List<String>> read(String bytes) {
    List<List<String>> values = new ArrayList<>();
    for (byte next : bytes.getBytes(StandardCharsets.UTF_8)) {
      if (reader.take(next)) {
        values.add(reader.words());
      }
    }
    return values;
  }

  @Test
  void aCommandEndsWithItsLastWord() {
    assertThat(read("*2\r\n$4\r\nECHO\r\n$5\r\na\r\nb")).isEmpty();
    assertThat(read("c\r\n")).containsExactly(List.of("ECHO", "a\r\nbc"));
  }

  @Test
  void pipelinedCommandsAreToldApart() {
    assertThat(read("*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\nx\r\n"))
        .containsExactly(List.of("PING"), List.of("GET", "x"));
  }

  @Test
  void repliesOfEveryKindAreCounted() {
    assertThat(read("+OK\r\n-ERR no\r\n:12\r\n$-1\r\n*-1\r\n*0\r\n$0\r\n\r\n")).hasSize(7);
  }

  @Test
  void nestedArraysAreOneReply() {
    assertThat(read("*2\r\n*2\r\n:1\r\n$1\r\na\r\n*1\r\n*0\r\n+next\r\n")).hasSize(2);
  }

  @Test
  void onlyTheBeginningOfALongCommandIsKept() {
    String word = "x".repeat(100_000);
    List<String> words =
        read("*4\r\n$1\r\na\r\n$1\r\nb\r\n$100000\r\n" + word + "\r\n$1\r\nd\r\n").getFirst();
    assertThat(words).hasSize(3);
    assertThat(words.getLast()).hasSize(1 << 16);
  }
}
