package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.RunStates;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;

/** What later versions of classes make of JSON that earlier ones wrote, kept in golden files. */
@SuppressWarnings("SameNameButDifferent") // versions of one class
class EvolutionTest {

  /** The classes that wrote the golden files. */
  static final class V1 {
    enum Status {
      OPEN,
      DONE
    }

    record Customer(String name, @Nullable String email) {}

    record Line(String article, int count) {}

    sealed interface Payment {}

    record Card(String number) implements Payment {}

    record Order(
        int id,
        Customer customer,
        List<Line> lines,
        Payment payment,
        Instant placed,
        Status status,
        String note)
        implements Event {}

    record Shipped(int order, String carrier) implements Event {}

    record Chat(List<String> lines, int turns) {}

    static final Order ORDER =
        new Order(
            7,
            new Customer("Ada", null),
            List.of(new Line("pen", 2)),
            new Card("42"),
            Instant.parse("2030-01-31T10:15:30Z"),
            Status.OPEN,
            "soon");
  }

  /** All that a later version may do. */
  static final class V2 {
    enum Status {
      LATE,
      OPEN
    }

    record Customer(String name, @Nullable String email, @Nullable String phone) {}

    record Line(String article, long count, Optional<String> size) {}

    sealed interface Payment {}

    @EventName(value = "CreditCard", aliases = "Card")
    record CreditCard(String number) implements Payment {}

    record Cash() implements Payment {}

    record Order(
        Status status,
        long id,
        Customer customer,
        List<Line> lines,
        Payment payment,
        Map<String, String> tags,
        List<String> coupons,
        Optional<Instant> paid)
        implements Event {}

    @EventName(value = "Dispatched", aliases = "Shipped")
    record Dispatched(int order) implements Event {}

    @StateName(value = "Talk", aliases = "Chat")
    record Talk(List<String> lines, @Nullable String topic) {}
  }

  static byte[] golden(String name) {
    try (InputStream in = EvolutionTest.class.getResourceAsStream("golden/" + name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("no golden file " + name);
      }
      return new String(in.readAllBytes(), UTF_8).strip().getBytes(UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static EventTypes types(Class<?>... events) {
    EventTypes types = new EventTypes(new Codecs());
    for (Class<?> event : events) {
      assertThat(types.register(event)).isNull();
    }
    return types;
  }

  private static Event decode(EventTypes types, String type, byte[] json) {
    return types.decode(new EventData(type, Payload.json(json)));
  }

  @Test
  void versionOneStillWritesTheGoldenFiles() {
    EventTypes types = types(V1.Order.class, V1.Shipped.class);

    assertThat(types.encode(V1.ORDER))
        .isEqualTo(new EventData("Order", Payload.json(golden("order"), "2d83cb5c4e8e")));
    assertThat(types.encode(new V1.Shipped(7, "post")))
        .isEqualTo(new EventData("Shipped", Payload.json(golden("shipped"), "fdee963c1fd9")));
    assertThat(RunStates.empty().with(new V1.Chat(List.of("hello"), 1)).json().get("Chat"))
        .asString(UTF_8)
        .isEqualTo(new String(golden("chat"), UTF_8));
    assertThat(decode(types, "Order", golden("order"))).isEqualTo(V1.ORDER);
  }

  @Test
  void fieldsMayMoveGoAndComeIfTheyMayBeEmpty() {
    assertThat(decode(types(V2.Order.class), "Order", golden("order")))
        .isEqualTo(
            new V2.Order(
                V2.Status.OPEN,
                7,
                new V2.Customer("Ada", null, null),
                List.of(new V2.Line("pen", 2, Optional.empty())),
                new V2.CreditCard("42"),
                Map.of(),
                List.of(),
                Optional.empty()));
  }

  @Test
  void aRenamedEventIsReadUnderItsAliasAndWrittenUnderItsName() {
    EventTypes types = types(V2.Dispatched.class);

    assertThat(decode(types, "Shipped", golden("shipped"))).isEqualTo(new V2.Dispatched(7));
    assertThat(types.encode(new V2.Dispatched(7)).type()).isEqualTo("Dispatched");
  }

  @Test
  void aRenameWithoutAliasIsRefusedWithTheNamesThereAre() {
    assertThatThrownBy(() -> decode(types(V2.Order.class), "Shipped", golden("shipped")))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("this version of the workflow has no event 'Shipped'; it has [")
        .hasMessageContaining("Order");
  }

  @Test
  void aRenamedStateIsReadUnderItsAlias() {
    RunStates states = RunStates.of(Map.of("Chat", golden("chat")));

    assertThat(states.find(V2.Talk.class)).contains(new V2.Talk(List.of("hello"), null));
  }

  static final class Refused {
    static final class Missing {
      record Order(int id, boolean gift, int rating, String currency) implements Event {}
    }

    static final class Deep {
      record Line(String article, int count, int weight) {}

      record Order(List<Line> lines) implements Event {}
    }

    static final class NotNullAnyMore {
      record Customer(String name, String email) {}

      record Order(Customer customer) implements Event {}
    }

    static final class Retyped {
      record Order(String id, Instant placed, int note) implements Event {}
    }

    static final class EnumGone {
      enum Status {
        DONE
      }

      record Order(Status status) implements Event {}
    }

    static final class LeafGone {
      sealed interface Payment {}

      record Cash() implements Payment {}

      record Order(Payment payment) implements Event {}
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            Refused.Missing.Order.class,
            "Order: field 'gift' is missing; field 'rating' is missing; field 'currency' is missing"),
        Arguments.of(Refused.Deep.Order.class, "Order: lines[0] field 'weight' is missing"),
        Arguments.of(Refused.NotNullAnyMore.Order.class, "Order: customer field 'email' is null"),
        Arguments.of(
            Refused.Retyped.Order.class,
            "Order: id must be a string, is 7; note must be an integer that fits int, is \"soon\""),
        Arguments.of(
            Refused.EnumGone.Order.class, "Order: status must be one of [DONE], is \"OPEN\""),
        Arguments.of(
            Refused.LeafGone.Order.class,
            "Order: payment needs a field '@type' with one of [Cash]"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCannotBeReadIsRefusedWithItsPathAndNeverGuessed(Class<?> later, String message) {
    assertThatThrownBy(() -> decode(types(later), "Order", golden("order")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  @StateName("Chat")
  record Stricter(List<String> lines, String language) {}

  @Test
  void aStateThatCannotBeReadIsRefusedWithItsPath() {
    RunStates states = RunStates.of(Map.of("Chat", golden("chat")));

    assertThatThrownBy(() -> states.find(Stricter.class))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("the stored state 'Chat' cannot be read as")
        .hasMessageContaining("field 'language' is missing");
  }

  @Test
  void clientInputIsStrictBothWaysWhereAJournalIsNot() {
    EventTypes types = types(V2.Order.class);

    assertThatThrownBy(
            () -> types.decodeInput(types.fromOutside("Order"), Json.parseObject(golden("order"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has an unknown field 'placed'")
        .hasMessageContaining("has an unknown field 'note'");
    EventTypes missing = types(Refused.Missing.Order.class);
    assertThatThrownBy(() ->
            missing.decodeInput(
                missing.fromOutside("Order"), Json.parseObject("{\"id\":1}".getBytes(UTF_8))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("field 'gift' is missing");
  }
}
