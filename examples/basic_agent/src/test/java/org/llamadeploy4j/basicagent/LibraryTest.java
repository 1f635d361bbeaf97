package org.llamadeploy4j.basicagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryTest {
  @ParameterizedTest
  @CsvSource({
    "How many attempts does a retried step have?, steps.txt: A step that fails",
    "What do tasks of one session share?, runs.txt: A session is state",
    "Do old runs keep their version?, deployments.txt: Versions of a service",
    "xylophone, Nothing found."
  })
  void theBestPassageComesFirst(String query, String beginning) {
    assertThat(search(query)).startsWith(beginning);
  }

  private static String search(String query) {
    try {
      return Library.bundled().call(JsonNodeFactory.instance.objectNode().put("query", query));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
