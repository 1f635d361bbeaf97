package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.JournalException;
import org.llamadeploy4j.workflow.engine.ActiveTime;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Children;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Kept;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TimerId;
import org.llamadeploy4j.workflow.engine.Verdict;
import org.llamadeploy4j.workflow.engine.Work;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

class JournalFormatTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00.123456Z");

  private static EventData event(String type, String json) {
    return new EventData(type, Payload.json(json));
  }

  static Stream<Tick> ticks() {
    return Stream.of(odd(), new EventData("Odd", Payload.json(odd().payload().json(), "0123ab")))
        .flatMap(odd -> Stream.concat(others(odd), waits(odd)));
  }

  private static EventData odd() {
    return event("Odd", "{\"json\": {\"a\" : [1, 1.50, 1e5, \"\\u00e4ä☃\"]} , \"tick\":null}");
  }

  private static Stream<Tick> waits(EventData odd) {
    return Stream.of(
        new Tick.StepSuspended(
            AT,
            1,
            1,
            List.of(Emission.sent(odd)),
            Map.of("Chat", Payload.json("{}")),
            List.of(new Mark(Mark.Kind.SEND, "Odd"), new Mark(Mark.Kind.WAIT, "A|B")),
            new Awaited.Events(
                List.of("A", "B"), Map.of("user", "\"eve\""), Duration.ofDays(30), odd)),
        new Tick.StepSuspended(
            AT,
            1,
            1,
            List.of(),
            Map.of(),
            List.of(),
            new Awaited.Events(List.of("A"), Map.of(), null, null)),
        new Tick.StepSuspended(
            AT, 1, 1, List.of(), Map.of(), List.of(), new Awaited.Sleep(Duration.ofDays(1))),
        new Tick.StepSuspended(
            AT, 1, 1, List.of(), Map.of(), List.of(), new Awaited.Child("kid", "Child", odd)));
  }

  @Test
  void aWaitForANumberIsReadInTheFormInWhichComponentsAreComparedToday() {
    Tick before =
        new Tick.StepSuspended(
            AT,
            1,
            1,
            List.of(),
            Map.of(),
            List.of(),
            new Awaited.Events(List.of("A"), Map.of("n", "1E+2"), null, null));

    Tick read = JournalFormat.decode("run-1", 0, JournalFormat.encode(before));

    assertThat(((Tick.StepSuspended) read).awaited())
        .isEqualTo(new Awaited.Events(List.of("A"), Map.of("n", "100"), null, null));
  }

  private static Stream<Tick> others(EventData odd) {
    Failure cause = new Failure("java.lang.Error", "full", "", null);
    Fault failure =
        new Fault("step_failed", new Failure("java.io.IOException", "disk \"x\"", "at …", cause));
    return Stream.of(
        new Tick.RunStarted(
            AT,
            "run-1",
            odd,
            Map.of(
                "Text", Payload.json("\"a\\\"b\"".getBytes(StandardCharsets.UTF_8), "4567cd"),
                "Number", Payload.json("-12.50"),
                "Null", Payload.json("null"),
                "List", Payload.json("[1,[2]]"))),
        new Tick.RunRefused(AT, "run-1", failure),
        new Tick.RunResumed(AT),
        compacted(odd),
        new Tick.StepCompleted(AT, 7, 1, List.of(), false, Map.of()),
        new Tick.StepCompleted(AT, 7, 1, List.of(Emission.member(odd)), true, Map.of()),
        new Tick.StepCompleted(
            AT,
            Long.MAX_VALUE,
            2,
            List.of(
                Emission.returned(odd),
                Emission.sent(event("A", "{}")),
                new Emission(event("B", "{\"b\":1}"), Emission.Kind.SENT, "target")),
            false,
            Map.of("Chat", Payload.json("{\"messages\":[]}"))),
        new Tick.StepFailed(AT, 1, 3, failure, new Verdict.GiveUp()),
        new Tick.StepFailed(AT, 1, 3, failure, new Verdict.Retry(Duration.ofMillis(1_500))),
        new Tick.Collected(AT, 2, 1, "default", odd, List.of("Odd", "Odd", "Even")),
        new Tick.InChild(2, new Tick.InChild(3, new Tick.RunResumed(AT))),
        new Tick.TimerFired(AT, new TimerId.InChild(4, new TimerId.Delay(4, 2))),
        new Tick.OnceRecorded(AT, 1, 1, "call", Payload.json("{\"x\":1}")),
        new Tick.OnceRecorded(AT, 1, 1, "call", Payload.json(new byte[] {'1'}, "89ef01")),
        new Tick.EventReceived(AT, "e-1", odd, null, false),
        new Tick.EventReceived(AT, "e-2", odd, "step", true),
        new Tick.EventRefused(AT, "e-3", "Nonsense", "no such event"),
        new Tick.TimerFired(AT, new TimerId.RunLimit()),
        new Tick.TimerFired(AT, new TimerId.WaitLimit(4, 1)),
        new Tick.TimerFired(AT, new TimerId.StepLimit(4, 2)),
        new Tick.CancelRequested(AT, "by request"));
  }

  private static Tick compacted(EventData odd) {
    RunState state =
        new RunState(
            AT,
            new RunState.NextIds(1, 1),
            Work.NONE,
            TreePMap.empty(),
            RunState.NEW.buffers(),
            Children.NONE,
            HashTreePMap.empty(),
            TreePVector.singleton(new Kept(odd, null)),
            new ActiveTime(Duration.ZERO, AT),
            null);
    return new Tick.Compacted(
        AT, "run-1", 18, state, Map.of("Chat", Payload.json("{}")), List.of("e-2", "e-1"));
  }

  @ParameterizedTest
  @MethodSource("ticks")
  void everyTickIsReadBackAsItWasWritten(Tick tick) {
    assertThat(JournalFormat.decode("run-1", 0, JournalFormat.encode(tick))).isEqualTo(tick);
  }

  @ParameterizedTest
  @MethodSource("ticks")
  void everyFlippedBitIsNoticed(Tick tick) {
    byte[] good = JournalFormat.encode(tick);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> JournalFormat.decode("run-1", 17, bad))
          .isInstanceOf(JournalException.class)
          .hasMessageStartingWith("run run-1, tick 18 of its journal: ");
    }
  }

  @Test
  void anotherVersionIsRefusedByItsNumber() {
    byte[] entry = JournalFormat.encode(new Tick.RunResumed(AT));
    entry[0] = 9;

    assertThatThrownBy(() -> JournalFormat.decodeAll("run-1", List.of(entry)))
        .hasMessageContaining("its format version is 9, this program reads versions up to 2");
  }

  @Test
  void aSnapshotNamesTheSecondVersionSoThatAnEarlierProgramRefusesIt() {
    byte[] entry = JournalFormat.encode(compacted(odd()));

    assertThat((int) entry[0]).isEqualTo(2).isEqualTo(JournalFormat.NEWEST);
    assertThat(new String(entry, 5, entry.length - 5, StandardCharsets.UTF_8))
        .startsWith(
            "{\"tick\":\"compacted\",\"at\":1893456000123456,\"run\":\"run-1\",\"ticks\":18,\"state\":{");
  }

  @Test
  void aDamagedSnapshotIsCalledWhatItIs() {
    byte[] entry = JournalFormat.encode(compacted(odd()));
    entry[entry.length / 2] ^= 1;

    assertThatThrownBy(() -> JournalFormat.decodeAll("run-1", List.of(entry)))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "run run-1, tick 1 of its journal: the snapshot that stands for all ticks so far: its checksum is wrong; it was damaged");
  }

  @Test
  void ticksAfterASnapshotAreNumberedAsIfNothingHadBeenTakenOut() {
    byte[] snapshot = JournalFormat.encode(compacted(odd()));
    byte[] damaged = JournalFormat.encode(new Tick.RunResumed(AT));
    damaged[7] ^= 1;
    byte[] good = JournalFormat.encode(new Tick.RunResumed(AT));

    assertThatThrownBy(() -> JournalFormat.decodeAll("run-1", List.of(snapshot, good, damaged)))
        .hasMessage("run run-1, tick 20 of its journal: its checksum is wrong; it was damaged");
  }

  @Test
  void fieldsOfALaterVersionAreIgnored() {
    String json = "{\"tick\":\"resumed\",\"at\":0,\"later\":{\"a\":[null,1.5,true]},\"more\":1.5}";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

    assertThat(TickReader.read(bytes, 0)).isEqualTo(new Tick.RunResumed(Instant.EPOCH));
  }

  @Test
  void aTickOfTheFirstVersionLooksLikeThis() {
    Tick tick =
        new Tick.StepCompleted(
            Instant.EPOCH,
            1,
            1,
            List.of(Emission.returned(event("StopEvent", "{\"result\":1}"))),
            false,
            Map.of());
    byte[] entry = JournalFormat.encode(tick);

    assertThat(entry[0]).isEqualTo(JournalFormat.VERSION);
    assertThat(new String(entry, 5, entry.length - 5, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"tick\":\"completed\",\"at\":0,\"item\":1,\"attempt\":1,"
                + "\"out\":[{\"type\":\"StopEvent\",\"json\":{\"result\":1}}]}");
  }

  @Test
  void anEventThatAStepWillWaitForSaysSo() {
    Tick tick = new Tick.EventReceived(Instant.EPOCH, "e-1", event("Done", "{}"), "step", true);
    byte[] entry = JournalFormat.encode(tick);

    assertThat(new String(entry, 5, entry.length - 5, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"tick\":\"event\",\"at\":0,\"id\":\"e-1\","
                + "\"event\":{\"type\":\"Done\",\"json\":{}},\"target\":\"step\",\"awaited\":true}");
  }

  @Test
  void anEventOfTodayLooksLikeThisAndOneWithoutItsSchemaIsReadToo() {
    EventData event =
        new EventData(
            "Done",
            Payload.json("{\"schema\":1}".getBytes(StandardCharsets.UTF_8), "0123456789ab"));
    byte[] entry =
        JournalFormat.encode(new Tick.EventReceived(Instant.EPOCH, "e-1", event, null, false));
    String text = new String(entry, 5, entry.length - 5, StandardCharsets.UTF_8);
    String before = text.replace("\"schema\":\"0123456789ab\",", "");

    assertThat(text)
        .isEqualTo(
            "{\"tick\":\"event\",\"at\":0,\"id\":\"e-1\",\"event\":"
                + "{\"type\":\"Done\",\"schema\":\"0123456789ab\",\"json\":{\"schema\":1}}}");
    assertThat(TickReader.read(before.getBytes(StandardCharsets.UTF_8), 0))
        .isEqualTo(
            new Tick.EventReceived(
                Instant.EPOCH, "e-1", event("Done", "{\"schema\":1}"), null, false));
  }
}
