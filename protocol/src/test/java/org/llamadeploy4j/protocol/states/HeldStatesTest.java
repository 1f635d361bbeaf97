package org.llamadeploy4j.protocol.states;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.protocol.ServiceId;

class HeldStatesTest {
  private static final ServiceId SHOP = new ServiceId("shop");
  private static final ServiceId BANK = new ServiceId("bank");

  /** A state in the form of a shape, whose schema follows from it. */
  private static StateShape state(String name, String shape) {
    return new StateShape(name, List.of(), schema(shape), shape, true);
  }

  private static String schema(String shape) {
    return "%08x".formatted(shape.hashCode());
  }

  private static HeldStates held(StateShape... states) {
    HeldStates held = HeldStates.none();
    for (StateShape state : states) {
      held = held.with(SHOP, List.of(state));
    }
    return held;
  }

  private static String misfits(String then, String now) {
    return held(state("Tally", then)).misfits(SHOP, List.of(state("Tally", now)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':int,}           | {'a':int,}",
        "{'a':int,}           | {'a':long,}",
        "{'a':int,'b':int,}   | {'a':int,}",
        "{'a':int,}           | {'a':int,'b':string?,}",
        "{'a':int,}           | {'a':int,'b':list<string>,'c':map<string,int>,}",
        "{'a':int,}           | {'a':int?,}",
        "{'a':int?,}          | {'a':long?,}",
        "{'a':list<int>,}     | {'a':set<int>,}",
        "{'a':list<any>,}     | {'a':list<any?>,}",
        "{'a':list<int?>,}    | {'a':list<any>,}",
        "{'a':map<int,int>,}  | {'a':map<string,long>,}",
        "{'a':map<enum('A',),int>,} | {'a':map<enum('A','B',),int>,}",
        "{'a':map<enum('A',),int>,} | {'a':map<string,int>,}",
        "{'a':enum('A',),}    | {'a':enum('A','B',),}",
        "{'a':enum('A',),}    | {'a':string,}",
        "{'a':{'b':int,},}    | {'a':any,}",
        "{'a':one('X'{},),}   | {'a':one('Y'|'X'{},),}",
        "{'a':one('X'{'n':int,},),} | {'a':{'n':int,},}",
        "{'a':{'b':int,'c':int?,},} | {'a':map<string,any>,}",
        "{'a':one('X'{'n':string,},),} | {'a':map<string,string>,}",
        "{'v':int,'next':#0?,} | {'v':long,'next':{'v':int,'next':#0?,}?,}",
      })
  void whatFits(String then, String now) {
    assertThat(misfits(then.replace('\'', '"'), now.replace('\'', '"'))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':int,}           | {'a':string,} | 'a' was int and is string today",
        "{'a':long,}          | {'a':int,} | 'a' was long and is int today",
        "{'a':int,}           | {'a':int,'b':int,} | 'b' is new and is int, so it must be there",
        "{'a':int?,}          | {'a':int,} | 'a' was int or null and is int today",
        "{'a':{'b':int,},}    | {'a':{'b':int,'c':{},},} | 'a.c' is new and is a record, so it must be there",
        "{'a':list<int>,}     | {'a':list<string>,} | 'a[]' was int and is string today",
        "{'a':list<int?>,}    | {'a':list<int>,} | 'a[]' was int or null and is int today",
        "{'a':list<int>,}     | {'a':int,} | 'a' was list of int and is int today",
        "{'a':any,}           | {'a':string,} | 'a' was any and is string today",
        "{'a':any?,}          | {'a':any,} | 'a' was any or null and is any today",
        "{'a':map<string,int>,} | {'a':map<int,int>,} | 'a keys' was string and is int today",
        "{'a':map<int,int>,}  | {'a':map<int,string>,} | 'a{}' was int and is string today",
        "{'a':map<enum('A',),int>,} | {'a':map<enum('B',),int>,} | 'a keys' may be [A], which today's enum does not have",
        "{'a':enum('A','B',),} | {'a':enum('B',),} | 'a' may be [A], which today's enum does not have",
        "{'a':enum('A',),}    | {'a':int,} | 'a' was one of [A] and is int today",
        "{'a':one('X'{},),}   | {'a':one('Y'{},),} | 'a' may be a 'X', which today's type does not have, nor has one of its records that alias",
        "{'a':one('X'{'n':int,},),} | {'a':one('X'{'n':boolean,},),} | 'a(X).n' was int and is boolean today",
        "{'a':{'b':int?,},}   | {'a':map<string,int>,} | 'a.b' was int or null and is int today",
        "{'a':{'b':int,},}    | {'a':map<int,int>,} | 'a' was a record and is map of int by int today",
        "{'a':one('X'{},),}   | {'a':map<string,int>,} | 'a.@type' was string and is int today",
        "{'a':map<string,int>,} | {'a':{'b':int?,},} | 'a' was map of int by string and is a record today",
        "{'a':{},}            | {'a':one('X'{},),} | 'a' was a record and is one of [X] today",
        "{'v':int,'next':#0?,} | {'v':int,'next':{'v':string,'next':#0?,}?,} | 'next.v' was int and is string today",
        "{}                   | enum('A',) | it was a record and is one of [A] today",
      })
  void whatDoesNotFitIsToldWithTheWayToIt(String then, String now, String problem) {
    String before = then.replace('\'', '"');
    String today = now.replace('\'', '"');

    assertThat(misfits(before, today))
        .startsWith(
            "the state 'Tally' that sessions may hold in schema %s cannot be read in this version's, %s: %s. Make new"
                .formatted(schema(before), schema(today), problem));
  }

  @Test
  void allProblemsOfAllStatesAreToldAndWhatToDoOnce() {
    HeldStates held = held(state("A", "{\"x\":int,\"y\":int,}"), state("B", "{\"z\":int,}"));

    assertThat(
            held.misfits(
                SHOP,
                List.of(
                    state("A", "{\"x\":string,\"y\":boolean,}"), state("B", "{\"z\":string,}"))))
        .contains(
            "'x' was int and is string today, 'y' was int and is boolean today; the state 'B'")
        .containsOnlyOnce("Make new components @Nullable")
        .endsWith("or undeploy and deploy, if nothing of its sessions and tasks is needed");
  }

  @Test
  void whatASessionHoldsFromBeforeTheLastVersionCountsToo() {
    StateShape first = state("S", "{\"x\":string,}");
    StateShape second = state("S", "{}");
    StateShape third = state("S", "{\"x\":int?,}");

    assertThat(held(second).misfits(SHOP, List.of(third))).isEmpty();
    assertThat(held(first).misfits(SHOP, List.of(second))).isEmpty();
    assertThat(held(first, second).misfits(SHOP, List.of(third)))
        .contains("'x' was string and is int today");
  }

  @Test
  void aStateThatTheVersionDoesNotHaveIsNotRead() {
    HeldStates held = held(state("Gone", "{\"x\":string,}"));

    assertThat(held.misfits(SHOP, List.of(state("Other", "{\"x\":int,}")))).isEmpty();
    assertThat(held.misfits(SHOP, List.of())).isEmpty();
  }

  @Test
  void aStateIsReadUnderItsEarlierName() {
    StateShape renamed = new StateShape("Total", List.of("Tally"), "other", "{\"x\":int,}", true);

    assertThat(held(state("Tally", "{\"x\":string,}")).misfits(SHOP, List.of(renamed)))
        .contains("the state 'Tally'");
    assertThat(
            held(state("Tally", "{\"x\":string,}"))
                .misfits(SHOP, List.of(renamed, state("Tally", "{\"x\":string,}"))))
        .as("its own name counts before an earlier one")
        .isEmpty();
  }

  @Test
  void aTypeThatMayBeAStateReadsWhatIsHeldAndIsNotHeldItself() {
    StateShape maybe = new StateShape("Tally", List.of(), "other", "{\"x\":int,}", false);

    assertThat(held(state("Tally", "{\"x\":string,}")).misfits(SHOP, List.of(maybe))).isNotEmpty();
    assertThat(held(maybe).all()).isEmpty();
  }

  @Test
  void servicesHaveTheirStatesApart() {
    HeldStates held = held(state("S", "{\"x\":string,}"));
    List<StateShape> today = List.of(state("S", "{\"x\":int,}"));

    assertThat(held.misfits(BANK, today)).isEmpty();
    assertThat(held.misfits(SHOP, today)).isNotEmpty();
  }

  @Test
  void whatIsNotToldIsNotJudged() {
    StateShape untold = new StateShape("S", List.of(), "abc", "", true);

    assertThat(held(untold).misfits(SHOP, List.of(state("S", "{\"x\":int,}")))).isEmpty();
    assertThat(held(state("S", "{\"x\":int,}")).misfits(SHOP, List.of(untold))).isEmpty();
  }

  @Test
  void equalSchemasFitWhateverTheShapesSay() {
    StateShape one = new StateShape("S", List.of(), "abc", "{\"x\":int,}", true);
    StateShape two = new StateShape("S", List.of(), "abc", "{\"x\":string,}", true);

    assertThat(held(one).misfits(SHOP, List.of(two))).isEmpty();
  }

  @Test
  void tellingTheSameAgainChangesNothing() {
    List<StateShape> all = List.of(state("B", "{}"), state("A", "{}"), state("A", "{\"x\":int,}"));
    HeldStates once = HeldStates.none().with(SHOP, all).with(BANK, all);

    assertThat(once.all()).hasSize(6);
    assertThat(once.with(SHOP, all).with(BANK, all)).isEqualTo(once);
    assertThat(once.with(SHOP, all.reversed()).with(BANK, all.reversed())).isEqualTo(once);
  }

  @Test
  void whatWasToldFirstGoesWhereThereIsTooMuch() {
    HeldStates held = HeldStates.none();
    for (int i = 0; i < HeldStates.MOST + 10; i++) {
      held = held.with(SHOP, List.of(state("S" + i, "{}")));
    }
    assertThat(held.all()).hasSize(HeldStates.MOST);
    assertThat(held.all().getFirst().name()).isEqualTo("S10");

    HeldStates long2 = held.with(SHOP, List.of(state("L", "x".repeat(HeldStates.MAX_LENGTH / 2))));
    long2 = long2.with(BANK, List.of(state("M", "y".repeat(HeldStates.MAX_LENGTH / 2 - 100))));
    assertThat(long2.all()).extracting(HeldState::name).contains("L", "M").hasSizeLessThan(10);
  }

  @Test
  void aDescriptionThatAloneIsTooLongIsNotKept() {
    assertThat(held(state("S", "x".repeat(HeldStates.MAX_LENGTH))).all()).isEmpty();
  }

  @Test
  void whatIsToldOfTooManyStatesStaysTheSame() {
    List<StateShape> many = new ArrayList<>();
    for (int i = 0; i < 3 * HeldStates.MOST; i++) {
      many.add(state("S" + i, "{}"));
    }
    HeldStates once = HeldStates.none().with(SHOP, many);

    assertThat(once.with(SHOP, many)).isEqualTo(once);
  }
}
