package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serial;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowCancelledEvent;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.WorkflowFailedEvent;
import org.llamadeploy4j.workflow.WorkflowTimedOutEvent;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.Verdict;

/** Events in JSON and back, and what a payload can never do. */
@Timeout(20)
class EventWireTest {

  record Message(String text, int number) implements Event {}

  record Answer(String text, @Nullable Integer confidence) implements StopEvent {}

  record Box(Map<String, List<Message>> messages) implements Event {}

  record Loose(Map<String, Object> fields) implements Event {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Drawing(Shape shape) implements Event {}

  private final EventTypes types = new EventTypes(new Codecs());

  private EventTypes with(Class<?>... events) {
    for (Class<?> event : events) {
      assertThat(types.register(event)).isNull();
    }
    return types;
  }

  private static String json(EventData event) {
    return new String(event.payload().json(), UTF_8);
  }

  // T001
  @Test
  void fieldsAreReadByNameInRecordsAndInFreeEvents() {
    assertThat(new Message("hi", 2).get("text", String.class)).isEqualTo("hi");
    StartEvent free = StartEvent.of(Map.of("text", "hi", "extra", 2));
    assertThat(free.get("extra", Integer.class)).isEqualTo(2);
    assertThat(with().decode(types.encode(free)).get("extra", Integer.class)).isEqualTo(2);
  }

  // T002
  @Test
  void aFieldThatIsNotThereIsRefusedWithThoseThatAre() {
    assertThatThrownBy(() -> new Message("hi", 2).get("txt", String.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no field 'txt'; there are [text, number]");
    assertThatThrownBy(() -> StartEvent.of(Map.of("a", 1)).get("b", String.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no field 'b'; there are [a]");
  }

  // T006
  @Test
  void aPlainStopIsItsResult() {
    assertThat(json(with().encode(StopEvent.of(5)))).isEqualTo("{\"result\":5}");
    assertThat(json(types.encode(StopEvent.of(null)))).isEqualTo("{\"result\":null}");
  }

  // T007
  @Test
  void aTypedStopIsItsFieldsAndNoStrayResult() {
    EventData stored = with(Answer.class).encode(new Answer("yes", null));

    assertThat(json(stored)).isEqualTo("{\"text\":\"yes\",\"confidence\":null}");
    assertThat(types.decode(stored)).isEqualTo(new Answer("yes", null));
  }

  // T008
  @Test
  void everyWayARunEndsIsAStopEvent() {
    assertThat(
            List.of(
                WorkflowTimedOutEvent.class,
                WorkflowCancelledEvent.class,
                WorkflowFailedEvent.class))
        .allMatch(StopEvent.class::isAssignableFrom);
  }

  static final class Odd extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Odd(int number, String text) {
      super(text + number);
    }
  }

  static final class Throwing extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent fail(Go go) {
      throw new Odd(7, "odd ");
    }
  }

  // T009
  // T010
  @Test
  void aFailedEventKeepsTypeAndMessageOfAnyException() {
    Handler run = new Throwing().run(new Throwing.Go());

    assertThat(run.events())
        .singleElement()
        .isInstanceOfSatisfying(
            WorkflowFailedEvent.class,
            e -> {
              assertThat(e.exceptionType()).isEqualTo(Odd.class.getName());
              assertThat(e.exceptionMessage()).isEqualTo("odd 7");
            });
  }

  static boolean initialised;

  /** Its name in a payload must not load it. */
  static final class Trap extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    static {
      initialised = true;
    }
  }

  // T011
  // T012
  // T013
  @Test
  void aStoredExceptionIsDataAndStaysAsItIs() {
    String trap = EventWireTest.class.getName() + "$Trap";
    Failure failure =
        new Failure(trap, "m", "", new Failure("java.lang.Runtime", "exit", "", null));
    Tick tick =
        new Tick.StepFailed(
            Instant.EPOCH, 1, 1, new Fault("step_failed", failure), new Verdict.GiveUp());
    Tick once = JournalFormat.decode("run", 0, JournalFormat.encode(tick));
    Tick twice = JournalFormat.decode("run", 0, JournalFormat.encode(once));

    assertThat(twice).isEqualTo(tick);
    assertThat(initialised).isFalse();
  }

  // T014
  @Test
  void eventsInsideListsInsideMapsComeBackAsTheyWere() {
    Box box = new Box(Map.of("inbox", List.of(new Message("a", 1), new Message("b", 2))));

    assertThat(with(Box.class).decode(types.encode(box))).isEqualTo(box);
  }

  // T015
  @Test
  void aValueThatCannotBeStoredIsNamed() {
    with(Loose.class);

    assertThatThrownBy(
            () -> types.encode(new Loose(Map.of("a", List.of(Map.of("b", new Object()))))))
        .isInstanceOf(Unencodable.class)
        .hasMessageContaining("fields.a[0].b: JSON cannot hold a java.lang.Object");
  }

  // T016
  @Test
  void aPayloadCannotNameAClassThatTheWorkflowDoesNotHave() {
    with(Drawing.class);

    assertThatThrownBy(() -> types.fromOutside("java.lang.Runtime"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a run takes no event 'java.lang.Runtime' from outside");
    assertThatThrownBy(() -> types.decode(new EventData(Trap.class.getName(), Payload.json("{}"))))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("this version of the workflow has no event");
    Map<String, @Nullable Object> shape =
        Json.parseObject(
            "{\"shape\":{\"@type\":\"java.lang.Runtime\",\"radius\":1}}".getBytes(UTF_8));
    assertThatThrownBy(() -> types.decodeInput(types.fromOutside("Drawing"), shape))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "shape needs a field '@type' with one of [Circle], not \"java.lang.Runtime\"");
    assertThat(initialised).isFalse();
  }

  @EventName("Told")
  record Renamed(String text) implements Event {}

  /** Rule 17. */
  @Test
  void aClientMayCallARegisteredEventByItsClassAsWell() {
    with(Renamed.class);

    for (String name :
        List.of("Told", "Renamed", Renamed.class.getName(), Renamed.class.getCanonicalName())) {
      assertThat(types.fromOutside(name).type()).as(name).isEqualTo(Renamed.class);
    }
    assertThat(types.encode(new Renamed("x")).type()).isEqualTo("Told");
  }

  /** Rule 1: so a record may have any component. */
  @Test
  void rolesHaveNoMethodsThatAComponentCouldBeCalled() {
    assertThat(
            List.of(
                Event.class,
                StartEvent.class,
                StopEvent.class,
                InputRequiredEvent.class,
                HumanResponseEvent.class))
        .allSatisfy(role ->
            assertThat(role.getMethods())
                .allMatch(m -> m.getParameterCount() > 0, "takes something"));
  }

  @Test
  void aLeafOfASealedTypeSharesNoNameWithAnother() {
    assertThatThrownBy(() -> new Codecs().of(Letter.class))
        .isInstanceOf(Codecs.Unsupported.class)
        .hasMessageContaining("have the same name A; give one an @EventName");
  }

  sealed interface Letter {}

  record A() implements Letter {}

  @EventName(value = "B", aliases = "A")
  record B() implements Letter {}

  record Unique(Set<String> names) implements Event {}

  record Keyed(Map<Integer, String> names, double exact) implements Event {}

  @Test
  void inputThatWouldLoseSomethingIsRefused() {
    with(Unique.class, Keyed.class);

    assertThatThrownBy(() -> input("Unique", "{\"names\":[\"a\",\"b\",\"a\"]}"))
        .hasMessageContaining("names [2] is there twice; it is a set");
    assertThatThrownBy(() -> input("Keyed", "{\"names\":{\"1\":\"a\",\"01\":\"b\"},\"exact\":1}"))
        .hasMessageContaining("names has the key \"01\" twice");
    assertThatThrownBy(() -> input("Keyed", "{\"names\":{},\"exact\":9007199254740993}"))
        .hasMessageContaining("exact must be a number that fits double, is 9007199254740993");
    assertThatThrownBy(() -> input("Keyed", "{\"names\":{},\"exact\":1e-400}"))
        .hasMessageContaining("exact must be a number that fits double");
    assertThat(input("Keyed", "{\"names\":{},\"exact\":0.1}")).isEqualTo(new Keyed(Map.of(), 0.1));
  }

  private Event input(String type, String json) {
    return types.decodeInput(types.fromOutside(type), Json.parseObject(json.getBytes(UTF_8)));
  }
}
