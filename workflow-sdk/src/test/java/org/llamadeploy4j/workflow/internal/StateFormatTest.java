package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.engine.ActiveTime;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.Arrival;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Buffers;
import org.llamadeploy4j.workflow.engine.Children;
import org.llamadeploy4j.workflow.engine.CollectedSet;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.ExampleRuns;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Input;
import org.llamadeploy4j.workflow.engine.Kept;
import org.llamadeploy4j.workflow.engine.Lineage;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.OpenStream;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.StateCell;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.Work;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

class StateFormatTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00.123456789Z");
  private static final EventData ODD =
      new EventData("Odd", Payload.json("{\"json\": {\"a\" : [1, 1.50, \"ä☃\"]} , \"x\":null}"));
  private static final EventData PLAIN =
      new EventData("Plain", Payload.json(new byte[] {'{', '}'}, "0123456789ab"));
  private static final Fault FAULT =
      new Fault("step_failed", new Failure("x.Y", "m", "at", new Failure("x.Z", "n", "", null)));
  private static final Lineage LINEAGE = new Lineage(3, Map.of("rescue", 2, "after", 1));

  private static WorkItem item(long id, Input input, WorkItem.Phase phase, WorkItem.Memory memory) {
    WorkItem.Failures failures = new WorkItem.Failures(2, FAULT, AT);
    return new WorkItem(
        id,
        "step",
        input,
        LINEAGE,
        new WorkItem.Progress(phase, 3, AT, AT, failures),
        memory,
        null);
  }

  private static WorkItem waiting(long id, Awaited awaited) {
    WorkItem.Progress progress =
        new WorkItem.Progress(
            WorkItem.Phase.WAITING, 1, AT, null, new WorkItem.Failures(0, null, null));
    return new WorkItem(
        id,
        "waits",
        new Input.One(PLAIN),
        Lineage.ROOT,
        progress,
        memory(),
        new WorkItem.OpenWait(awaited, AT));
  }

  private static WorkItem.Memory memory() {
    return new WorkItem.Memory(
        List.of(new Mark(Mark.Kind.SEND, "Odd"), new Mark(Mark.Kind.WAIT, "A|B")),
        List.of(
            new Answer.Given(ODD),
            new Answer.TimedOut(),
            new Answer.ChildEnded(new Ending.Stopped(ODD, "end", 2)),
            new Answer.ChildEnded(new Ending.Failed(FAULT, "bad", 3, Duration.ofNanos(5))),
            new Answer.ChildEnded(
                new Ending.TimedOut(Duration.ofDays(1), List.of("a", "b"), Duration.ofDays(2))),
            new Answer.ChildEnded(new Ending.Cancelled("by request"))),
        Map.of("call", Payload.json("[1]"), "name", Payload.json("null")),
        Map.of(
            "buffer",
            new CollectedSet(new TreeMap<>(Map.of(1L, ODD, 9L, PLAIN)), List.of("Odd", "Plain")),
            "open",
            CollectedSet.NOTHING));
  }

  private static RunState everything() {
    Input.Failed failed =
        new Input.Failed("step", new Input.Many(List.of()), FAULT, 4, Duration.ofSeconds(1), AT);
    Work work =
        Work.NONE
            .with(item(1, new Input.One(ODD), WorkItem.Phase.RUNNING, memory()))
            .with(item(2, new Input.Many(List.of(ODD, PLAIN)), WorkItem.Phase.DELAYED, memory()))
            .with(item(3, failed, WorkItem.Phase.QUEUED, memory()))
            .with(
                waiting(
                    4,
                    new Awaited.Events(
                        List.of("A", "B"), Map.of("user", "\"eve\""), Duration.ofDays(30), ODD)))
            .with(waiting(5, new Awaited.Events(List.of("A"), Map.of(), null, null)))
            .with(waiting(6, new Awaited.Sleep(Duration.ofMillis(1))))
            .with(waiting(Long.MAX_VALUE, new Awaited.Child("kid", "Kid", ODD)));
    Arrival arrival = new Arrival(ODD, LINEAGE);
    Buffers buffers =
        new Buffers(
            HashTreePMap.singleton(
                new Buffers.SlotKey("both", 3),
                new Buffers.SlotBuffer(
                    7,
                    HashTreePMap.<String, org.pcollections.PSortedMap<Long, Arrival>>empty()
                        .plus("Odd", TreePMap.singleton(5L, arrival).plus(6L, arrival))
                        .plus("Plain", TreePMap.singleton(4L, new Arrival(PLAIN, LINEAGE))))),
            HashTreePMap.singleton(
                new Buffers.CollectKey("collects", "b"),
                new Buffers.CollectBuffer(
                    HashTreePMap.singleton("Odd", TreePMap.singleton(2L, ODD).plus(8L, ODD)))));
    OpenStream.Joining joining = new OpenStream.Joining(TreePVector.singleton(arrival), false);
    OpenStream.Joining fired = new OpenStream.Joining(TreePVector.empty(), true);
    return new RunState(
        AT,
        new RunState.NextIds(Long.MAX_VALUE, 12),
        work,
        TreePMap.singleton(
            3L,
            new OpenStream(
                3,
                new Lineage(1, Map.of("rescue", 2)),
                "split",
                2,
                HashTreePMap.singleton("join", joining).plus("early", fired))),
        buffers,
        Children.NONE.with(
            Long.MAX_VALUE, new RunState.ChildRun("kid", "Kid", RunState.NEW.pausedAt(AT))),
        HashTreePMap.singleton("Chat", new StateCell(4, Payload.json("{\"a\":1}"))),
        TreePVector.singleton(new Kept(ODD, null))
            .plus(new Kept(PLAIN, "kid/ask"))
            .plus(new Kept(PLAIN, null)),
        new ActiveTime(Duration.ofNanos(1_500), AT),
        null);
  }

  @Test
  void theStateAfterEveryPrefixIsReadBackAsItWasWritten() {
    int[] states = {0};

    ExampleRuns.forEachState((name, state) -> {
      states[0]++;
      assertThat(StateReader.read(StateWriter.write(state))).as(name).isEqualTo(state);
    });

    assertThat(states[0]).isGreaterThan(1_000);
  }

  @Test
  void everyKindOfContentIsReadBackAsItWasWritten() {
    byte[] bytes = StateWriter.write(everything());

    assertThat(StateReader.read(bytes)).isEqualTo(everything());
    assertThat(StateWriter.write(StateReader.read(bytes))).isEqualTo(bytes);
  }

  @Test
  void aRecoveredRunsFirstTickHoldsTheWholeState() {
    Tick tick = new Tick.Recovered(Instant.EPOCH, "run-1", everything());

    assertThat(JournalFormat.decode("run-1", 0, JournalFormat.encode(tick))).isEqualTo(tick);
  }

  @Test
  void fieldsOfALaterVersionAreIgnored() {
    String json = new String(StateWriter.write(everything()), StandardCharsets.UTF_8);
    String later = json.replace("\"id\":", "\"later\":{\"a\":[null,1.5,true]},\"id\":");

    assertThat(later).isNotEqualTo(json);
    assertThat(StateReader.read(later.getBytes(StandardCharsets.UTF_8))).isEqualTo(everything());
  }

  @Test
  void anotherVersionIsRefusedByItsNumber() {
    String json = new String(StateWriter.write(everything()), StandardCharsets.UTF_8);
    byte[] other =
        json.replace("{\"version\":1,", "{\"version\":2,").getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> StateReader.read(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the version of the state is 2, this program reads version 1");
  }

  @Test
  void aMissingFieldIsNamed() {
    byte[] json = "{\"version\":1,\"next_item\":1}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> StateReader.read(json))
        .hasMessage("its field 'next_stream' is missing");
  }

  @Test
  void aStateOfObjectsCannotBeWrittenAndTheErrorSaysWhy() {
    RunState opaque =
        new RunState(
            AT,
            new RunState.NextIds(1, 1),
            Work.NONE,
            TreePMap.empty(),
            new Buffers(HashTreePMap.empty(), HashTreePMap.empty()),
            Children.NONE,
            HashTreePMap.empty(),
            TreePVector.singleton(
                new Kept(new EventData("Odd", Payload.opaque(new Object())), null)),
            new ActiveTime(Duration.ZERO, null),
            null);

    assertThatThrownBy(() -> StateWriter.write(opaque))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("with the codec round trip off nothing can be stored");
  }
}
