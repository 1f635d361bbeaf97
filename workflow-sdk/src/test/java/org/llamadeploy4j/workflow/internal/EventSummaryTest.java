package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;

class EventSummaryTest {

  private static String summary(String json) {
    return EventSummary.of(new EventData("Order", Payload.json(json)));
  }

  private static String list(int size) {
    return IntStream.range(0, size)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  // T018
  @Test
  void smallThingsAreShownAndBigOnesCounted() {
    assertThat(summary("{\"id\":7,\"note\":\"soon\",\"paid\":null,\"ok\":true,\"price\":2.50}"))
        .isEqualTo("Order{id=7, note=\"soon\", paid=null, ok=true, price=2.50}");
    assertThat(summary("{\"few\":[1,[2],{\"a\":\"b\"}],\"many\":" + list(1_000) + "}"))
        .isEqualTo("Order{few=[1, [2], {a=\"b\"}], many=[1000 elements]}");
    assertThat(summary("{\"m\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}}"))
        .isEqualTo("Order{m={6 entries}}");
    assertThat(summary("{\"deep\":[[[[1,2]]]]}")).isEqualTo("Order{deep=[[[[2 elements]]]]}");
    assertThat(summary("{}")).isEqualTo("Order{}");
  }

  // T019
  @Test
  void aSummaryStaysUnderItsCap() {
    String fields =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "\"f" + i + "\":\"" + "x".repeat(200) + "\"")
            .collect(Collectors.joining(",", "{", "}"));

    assertThat(summary(fields)).hasSize(EventSummary.MAX_CHARS).endsWith("…");
    assertThat(summary("{\"t\":\"" + "x".repeat(5_000) + "\"}"))
        .isEqualTo("Order{t=\"" + "x".repeat(79) + "…\"}");
    assertThat(summary("{\"t\":\"" + "x".repeat(78) + "😀y\"}"))
        .isEqualTo("Order{t=\"" + "x".repeat(78) + "…\"}");
    assertThat(summary("{\"" + "k".repeat(5_000) + "\":1}").length())
        .isLessThanOrEqualTo(EventSummary.MAX_CHARS);
  }

  @Test
  void anEventWithoutJsonIsItsType() {
    assertThat(EventSummary.of(new EventData("Order", Payload.opaque("an object"))))
        .isEqualTo("Order{…}");
  }
}
