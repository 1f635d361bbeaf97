package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.workflow.internal.StoredOrders.assertRefused;
import static org.llamadeploy4j.workflow.internal.StoredOrders.assertWritten;
import static org.llamadeploy4j.workflow.internal.StoredOrders.load;
import static org.llamadeploy4j.workflow.internal.StoredOrders.started;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.StartEvent;

/**
 * The rules of reading a journal that an earlier version of a workflow wrote. Each has a file with
 * the journal of a run that had begun, as the version {@code Then} wrote it; the version {@code
 * Now} goes on with it. The files are in {@code golden/rules}, a tick a line, and are never
 * changed.
 */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // versions of one class
class JournalRulesTest {

  static final class UnknownField {
    static final class Then {
      record Line(String article, String color) {}

      record Order(int id, String note, List<Line> lines) implements StartEvent {}
    }

    static final class Now {
      record Line(String article) {}

      record Order(List<Line> lines, int id) implements StartEvent {}
    }
  }

  @Test
  void anUnknownFieldInAJournalIsIgnored() throws Exception {
    assertWritten(
        "unknown-field",
        new UnknownField.Then.Order(7, "soon", List.of(new UnknownField.Then.Line("pen", "red"))));

    assertThat(load("unknown-field", UnknownField.Now.Order.class))
        .isEqualTo("\"Order[lines=[Line[article=pen]], id=7]\"");
  }

  static final class MissingField {
    enum Speed {
      FAST
    }

    static final class Then {
      record Line(String article) {}

      record Order(int id, List<Line> lines) implements StartEvent {}
    }

    static final class Empty {
      record Line(String article, @Nullable Integer count) {}

      record Order(
          int id,
          List<Line> lines,
          @Nullable String note,
          Optional<Instant> paid,
          List<String> tags,
          Set<String> codes,
          Map<String, Integer> prices)
          implements StartEvent {}
    }

    static final class Needed {
      record Line(String article, int count) {}

      record Customer(String name) {}

      record Order(
          int id, List<Line> lines, String note, boolean gift, Speed speed, Customer customer)
          implements StartEvent {}
    }
  }

  private static void assertMissingFieldWritten() throws IOException {
    assertWritten(
        "missing-field",
        new MissingField.Then.Order(7, List.of(new MissingField.Then.Line("pen"))));
  }

  @Test
  void aMissingFieldIsEmptyWhereItIsNullableOptionalOrACollection() throws Exception {
    assertMissingFieldWritten();

    assertThat(load("missing-field", MissingField.Empty.Order.class))
        .isEqualTo(
            "\"Order[id=7, lines=[Line[article=pen, count=null]], note=null,"
                + " paid=Optional.empty, tags=[], codes=[], prices={}]\"");
  }

  @Test
  void anyOtherMissingFieldRefusesTheLoadWithItsPath() throws Exception {
    assertMissingFieldWritten();

    assertRefused("missing-field", MissingField.Needed.Order.class)
        .hasMessageContaining(
            "Order: lines[0] field 'count' is missing; field 'note' is missing;"
                + " field 'gift' is missing; field 'speed' is missing; field 'customer' is missing")
        .hasMessageContaining("it was stored in schema 6998ab19e287, today's is ")
        .hasMessageEndingWith(
            "missing: lines[0].count, note, gift, speed, customer; unknown: none; of another type: none");
  }

  static final class Rename {
    static final class Then {
      record Order(int id) implements StartEvent {}
    }

    static final class Now {
      record Purchase(int id) implements StartEvent {}

      @EventName(
          value = "Buy",
          aliases = {"Acquire", "Order"})
      record Buy(int id) implements StartEvent {}
    }
  }

  @Test
  void aRenameNeedsAnAlias() throws Exception {
    assertWritten("rename", new Rename.Then.Order(7));

    assertThat(load("rename", Rename.Now.Buy.class)).isEqualTo("\"Buy[id=7]\"");
    assertRefused("rename", Rename.Now.Purchase.class)
        .hasMessageEndingWith(
            "it has no event [Order]; what was renamed needs its old name as an alias");
  }

  static final class Rounded {
    static final class Then {
      record Order(long id, List<Long> more) implements StartEvent {}
    }

    static final class Now {
      record Order(double id, List<Double> more) implements StartEvent {}
    }
  }

  @Test
  void anIntegerThatADoubleWouldRoundIsRefusedWithItsPath() throws Exception {
    assertWritten("rounded", new Rounded.Then.Order(1L << 53, List.of(1L, (1L << 53) + 1)));
    assertWritten("not-rounded", new Rounded.Then.Order(1L << 53, List.of(1L, (1L << 53) + 2)));

    assertRefused("rounded", Rounded.Now.Order.class)
        .hasMessageContaining(
            "Order: more[1] must be a number that fits double, is 9007199254740993; ")
        .hasMessageEndingWith("missing: none; unknown: none; of another type: more[1]");
    assertThat(load("not-rounded", Rounded.Now.Order.class))
        .isEqualTo("\"Order[id=9.007199254740992E15, more=[1.0, 9.007199254740994E15]]\"");
  }

  static final class Narrowed {
    static final class Then {
      record Order(int id, long count) implements StartEvent {}
    }

    static final class Now {
      record Order(long id, int count) implements StartEvent {}
    }
  }

  @Test
  void aNumberMayBecomeWiderAndNarrowerOnlyWhereItFits() throws Exception {
    assertWritten("narrowed", new Narrowed.Then.Order(7, 1L << 31));
    assertWritten("not-narrowed", new Narrowed.Then.Order(7, 1L << 30));

    assertThat(load("not-narrowed", Narrowed.Now.Order.class))
        .isEqualTo("\"Order[id=7, count=1073741824]\"");
    assertRefused("narrowed", Narrowed.Now.Order.class)
        .hasMessageContaining("Order: count must be an integer that fits int, is 2147483648; ");
  }

  static final class Constant {
    static final class Then {
      enum Status {
        OPEN,
        LOST
      }

      record Order(Status status, Map<Status, List<Status>> history) implements StartEvent {}
    }

    static final class Now {
      enum Status {
        NEW,
        OPEN
      }

      record Order(Status status, Map<Status, List<Status>> history) implements StartEvent {}
    }
  }

  @Test
  void aConstantOfAnEnumThatIsGoneIsRefusedWithItsPath() throws Exception {
    Constant.Then.Status open = Constant.Then.Status.OPEN;
    Constant.Then.Status lost = Constant.Then.Status.LOST;
    assertWritten("constant", new Constant.Then.Order(lost, Map.of(open, List.of(open, lost))));
    assertWritten("constant-as-key", new Constant.Then.Order(open, Map.of(lost, List.of())));
    assertWritten("other-constant", new Constant.Then.Order(open, Map.of(open, List.of(open))));

    assertRefused("constant", Constant.Now.Order.class)
        .hasMessageContaining(
            "Order: status must be one of [NEW, OPEN], is \"LOST\";"
                + " history.OPEN[1] must be one of [NEW, OPEN], is \"LOST\"; ")
        .hasMessageEndingWith("of another type: status, history.OPEN[1]");
    assertRefused("constant-as-key", Constant.Now.Order.class)
        .hasMessageContaining("Order: history.LOST must be one of [NEW, OPEN], is \"LOST\"; ");
    assertThat(load("other-constant", Constant.Now.Order.class))
        .isEqualTo("\"Order[status=OPEN, history={OPEN=[OPEN]}]\"");
  }

  static final class Leaf {
    static final class Then {
      sealed interface Payment {}

      record Card(String number) implements Payment {}

      record Cash(int cents) implements Payment {}

      record Order(List<Payment> payments) implements StartEvent {}
    }

    static final class Now {
      sealed interface Payment {}

      @EventName(value = "CreditCard", aliases = "Card")
      record CreditCard(String number) implements Payment {}

      record Order(List<Payment> payments) implements StartEvent {}
    }
  }

  @Test
  void aLeafOfASealedTypeThatIsGoneIsRefusedWithItsPath() throws Exception {
    Leaf.Then.Card card = new Leaf.Then.Card("42");
    assertWritten("leaf", new Leaf.Then.Order(List.of(card, new Leaf.Then.Cash(3))));
    assertWritten("renamed-leaf", new Leaf.Then.Order(List.of(card)));

    assertRefused("leaf", Leaf.Now.Order.class)
        .hasMessageContaining(
            "Order: payments[1] needs a field '@type' with one of [Card, CreditCard], not \"Cash\"; ")
        .hasMessageEndingWith("of another type: payments[1]");
    assertThat(load("renamed-leaf", Leaf.Now.Order.class))
        .isEqualTo("\"Order[payments=[CreditCard[number=42]]]\"");
  }

  static final class Nested {
    static final class Then {
      record Line(String article, int count) {}

      record Order(Map<String, List<Line>> byCustomer) implements StartEvent {}
    }

    static final class Now {
      record Line(String article, long count, Optional<String> size) {}

      record Order(Map<String, List<Line>> byCustomer) implements StartEvent {}
    }

    static final class Needed {
      record Line(int article, int weight) {}

      record Order(Map<String, List<Line>> byCustomer) implements StartEvent {}
    }
  }

  @Test
  void aRecordInAListInAMapFollowsTheSameRulesWithItsWholePath() throws Exception {
    assertWritten(
        "nested",
        new Nested.Then.Order(
            Map.of(
                "eve", List.of(new Nested.Then.Line("pen", 1), new Nested.Then.Line("ink", 2)))));

    assertThat(load("nested", Nested.Now.Order.class))
        .isEqualTo(
            "\"Order[byCustomer={eve=[Line[article=pen, count=1, size=Optional.empty],"
                + " Line[article=ink, count=2, size=Optional.empty]]}]\"");
    assertRefused("nested", Nested.Needed.Order.class)
        .hasMessageContaining("byCustomer.eve[1].article must be an integer that fits int")
        .hasMessageContaining("byCustomer.eve[1] field 'weight' is missing")
        .hasMessageContaining(
            "missing: byCustomer.eve[0].weight, byCustomer.eve[1].weight;"
                + " unknown: byCustomer.eve[0].count, byCustomer.eve[1].count;"
                + " of another type: byCustomer.eve[0].article, byCustomer.eve[1].article");
  }

  static final class NotNull {
    static final class Then {
      record Order(@Nullable String note, Optional<String> code) implements StartEvent {}
    }

    static final class Now {
      record Order(String note, String code) implements StartEvent {}
    }
  }

  @Test
  void aNullWhereNoneMayBeAnyMoreIsRefusedWithItsPath() throws Exception {
    assertWritten("null", new NotNull.Then.Order(null, Optional.empty()));
    assertWritten("not-null", new NotNull.Then.Order("soon", Optional.of("x")));

    assertRefused("null", NotNull.Now.Order.class)
        .hasMessageContaining("Order: field 'note' is null; field 'code' is null; ");
    assertThat(load("not-null", NotNull.Now.Order.class)).isEqualTo("\"Order[note=soon, code=x]\"");
  }

  static final class Checked {
    static final class Then {
      record Order(int count) implements StartEvent {}
    }

    static final class Now {
      record Order(int count) implements StartEvent {
        Order {
          if (count > 5) {
            throw new IllegalArgumentException("too many");
          }
        }
      }
    }
  }

  @Test
  void aValueThatItsClassRefusesTodayIsRefusedAndTheSchemaIsNotBlamed() throws Exception {
    assertWritten("checked", new Checked.Then.Order(6));

    assertThat(load("checked", Checked.Then.Order.class)).isEqualTo("\"Order[count=6]\"");
    assertThatThrownBy(
            () -> EvolutionTest.types(Checked.Now.Order.class).decode(started("checked")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "Order refused its values: java.lang.IllegalArgumentException: too many")
        .hasMessageEndingWith(
            "it was stored in schema a9985ecd2e3c, which is today's, so the schema has not changed");
  }

  @Test
  void clientInputIsStrictBothWays() throws Exception {
    assertMissingFieldWritten();
    EventTypes types = EvolutionTest.types(UnknownField.Now.Order.class);
    byte[] unknown = started("unknown-field").payload().json();
    byte[] missing = started("missing-field").payload().json();

    assertThatThrownBy(() -> input(types, unknown))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Order: lines[0] has an unknown field 'color'; allowed are [article];"
                + " has an unknown field 'note'; allowed are [lines, id]");
    assertThatThrownBy(() -> input(EvolutionTest.types(MissingField.Needed.Order.class), missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Order: lines[0] field 'count' is missing; field 'note' is missing");
    assertThat(input(types, missing)).isNotNull();
  }

  private static StartEvent input(EventTypes types, byte[] json) {
    return (StartEvent) types.decodeInput(types.named("Order"), Json.parseObject(json));
  }
}
