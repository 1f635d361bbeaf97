package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.ClientEvent;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.EventOrigin;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunFailure;
import org.llamadeploy4j.workflow.spi.RunOutcome;

class TranslationTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPublishedEventKeepsEverything() {
    byte[] stored =
        Translation.stored(
            new PublishedEvent(
                "Token",
                List.of("Event"),
                new PublishedEvent.Origin(
                    "Talk", List.of(new PublishedEvent.Child("talk", "Talk", 4)), "speak", 7, 2),
                true,
                bytes("{\"t\":1}")));

    EventEnvelope read = EnvelopeCodec.decodeEnvelope(stored);
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(
            new EventEnvelope(
                "Token",
                List.of("Event"),
                new EventOrigin(List.of(new EventOrigin.Child("talk", "Talk", 4)), "speak", 7, 2),
                true,
                bytes("{\"t\":1}")));
  }

  @Test
  void sessionStatesComeBackByName() {
    Map<String, byte[]> states =
        Map.of("Chat", bytes("{\"a\":[1,2.50,null]}"), "od\"d", bytes("\"x\""));

    byte[] stored = Translation.sessionState(states);

    assertThat(new String(stored, StandardCharsets.UTF_8))
        .isEqualTo("{\"Chat\":{\"a\":[1,2.50,null]},\"od\\\"d\":\"x\"}");
    assertThat(Translation.states(stored)).usingRecursiveComparison().isEqualTo(states);
    assertThat(Translation.states(Translation.sessionState(Map.of()))).isEmpty();
    assertThat(Translation.states(null)).isEmpty();
  }

  @Test
  void onlyACompletedRunOfASessionLeavesState() {
    RunOutcome done = new RunOutcome.Completed(bytes("1"), Map.of("A", bytes("2")));

    assertThat(Translation.end(done, true).sessionState()).isEqualTo(bytes("{\"A\":2}"));
    assertThat(Translation.end(done, false).sessionState()).isNull();
    assertThat(Translation.end(done, true).result()).isEqualTo(bytes("1"));
  }

  @Test
  void aFailureIsStoredInWordsForItsCaller() {
    RunFailure why =
        new RunFailure(
            "step_failed", "speak", "java.io.IOException", "gone", "at …", 3, Duration.ZERO);

    Translation.End end = Translation.end(new RunOutcome.Failed(why), true);

    assertThat(end.status()).isEqualTo(RunStatus.FAILED);
    assertThat(end.sessionState()).isNull();
    assertThat(new String(end.result(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"code\":\"step_failed\",\"message\":\"gone\",\"step\":\"speak\","
                + "\"exception_type\":\"java.io.IOException\",\"attempts\":3}");
  }

  @Test
  void aCancelledRunSaysWhy() {
    Translation.End end = Translation.end(new RunOutcome.Cancelled("enough"), true);

    assertThat(end.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(new String(end.result(), StandardCharsets.UTF_8))
        .contains("\"code\":\"cancelled\"", "enough");
  }

  @Test
  void aDamagedInboxEntryIsHandedOverAsAnEventThatNobodyTakes() {
    byte[] good = EnvelopeCodec.encode(new ClientEvent("1", "Answer", bytes("{}")));

    List<ExternalEvent> events = Translation.fromInbox(List.of(bytes("???"), good));

    assertThat(events).extracting(ExternalEvent::type).containsExactly("Unreadable", "Answer");
  }

  @Test
  void anInboxEntryKeepsTheStepThatItIsFor() {
    byte[] entry = EnvelopeCodec.encode(new ClientEvent("1", "Answer", bytes("{}"), "dig/ask"));

    assertThat(Translation.fromInbox(List.of(entry)))
        .singleElement()
        .extracting(ExternalEvent::step)
        .isEqualTo("dig/ask");
  }
}
