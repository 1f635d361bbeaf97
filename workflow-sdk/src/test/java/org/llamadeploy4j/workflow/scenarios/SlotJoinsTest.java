package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/** Steps that take several events. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class SlotJoinsTest {

  static final class Three extends Workflow {
    record Go() implements StartEvent {}

    record A(int n) implements Event {}

    record B(int n) implements Event {}

    record C(int n) implements Event {}

    @Step(sends = {A.class, B.class, C.class})
    void begin(Context ctx, Go go) {
      ctx.send(new C(3));
      ctx.send(new A(1));
      ctx.send(new B(2));
    }

    @Step
    StopEvent join(A a, Context ctx, B b, C c) {
      return StopEvent.of(a.n() * 100 + b.n() * 10 + c.n());
    }
  }

  // T146
  @Test
  void aStepThatTakesThreeEventsRunsOnceWithEachInItsPlace() throws Exception {
    assertThat(new Three().run().result()).isEqualTo(123L);
  }

  static final class Pairs extends Workflow {
    record Go(int parts) implements StartEvent {}

    record Part(int n) implements Event {}

    record Pair(int first, int second) implements Event {}

    @Step
    List<Part> begin(Go go) {
      return IntStream.range(0, go.parts()).mapToObj(Part::new).toList();
    }

    @Step(workers = 1)
    Pair pair(Part first, Part second) {
      return new Pair(first.n(), second.n());
    }

    @Step
    StopEvent end(List<Pair> pairs) {
      return StopEvent.of(pairs.stream().flatMap(p -> Stream.of(p.first(), p.second())).toList());
    }
  }

  // T147
  @Test
  void twoSlotsOfOneTypeAreFilledInTheOrderOfArrival() throws Exception {
    assertThat(new Pairs().run(new Pairs.Go(4)).result()).isEqualTo(List.of(0L, 1L, 2L, 3L));
  }

  // T147
  @Test
  void whatIsLeftOverInAStreamDoesNotKeepItOpen() throws Exception {
    assertThat(new Pairs().run(new Pairs.Go(5)).result()).isEqualTo(List.of(0L, 1L, 2L, 3L));
    assertThat(new Pairs().run(new Pairs.Go(1)).result()).isEqualTo(List.of());
  }

  static final class PairsInStreams extends Workflow {
    record Go() implements StartEvent {}

    record Begin(int stream) implements Event {}

    record Part(int stream, int n) implements Event {}

    record Pair(boolean pure) implements Event {}

    record Row(int pairs, boolean pure) implements Event {}

    @Step
    List<Begin> begin(Go go) {
      return IntStream.range(0, 5).mapToObj(Begin::new).toList();
    }

    @Step
    List<Part> split(Begin begin) {
      return IntStream.range(0, 3).mapToObj(n -> new Part(begin.stream(), n)).toList();
    }

    @Step
    Pair pair(Part first, Part second) {
      return new Pair(first.stream() == second.stream());
    }

    @Step
    Row row(List<Pair> pairs) {
      return new Row(pairs.size(), pairs.stream().allMatch(Pair::pure));
    }

    @Step
    StopEvent end(List<Row> rows) {
      return StopEvent.of(
          rows.stream().allMatch(Row::pure) + " " + rows.stream().mapToInt(Row::pairs).sum());
    }
  }

  // T147 T145
  @Test
  void slotsAreFilledWithEventsOfOneStreamOnly() throws Exception {
    assertThat(new PairsInStreams().run().result()).isEqualTo("true 5");
  }

  interface Animal extends Event {}

  interface Furry extends Animal {}

  record Cat(int n) implements Furry {}

  record Dog(int n) implements Furry {}

  record Fish(int n) implements Animal {}

  static final class Overlap extends Workflow {
    record Go(String order) implements StartEvent {}

    @Step(sends = {Cat.class, Dog.class, Fish.class})
    void begin(Context ctx, Go go) {
      int n = 0;
      for (char kind : go.order().toCharArray()) {
        n++;
        switch (kind) {
          case 'c' -> ctx.send(new Cat(n));
          case 'd' -> ctx.send(new Dog(n));
          default -> ctx.send(new Fish(n));
        }
      }
    }

    @Step(subtypes = true)
    StopEvent join(Animal any, Furry furry, Cat cat) {
      return StopEvent.of(
          Stream.of(any, furry, cat).map(Event::toString).map(s -> s.replace("n=", "")).toList());
    }
  }

  // T148
  @Test
  void overlappingSlotsAreFilledWheneverThatIsPossible() throws Exception {
    assertThat(overlap("cdf")).isEqualTo(List.of("Fish[3]", "Dog[2]", "Cat[1]"));
    assertThat(overlap("fdc")).isEqualTo(List.of("Fish[1]", "Dog[2]", "Cat[3]"));
    assertThat(overlap("ccc")).isEqualTo(List.of("Cat[1]", "Cat[2]", "Cat[3]"));
    assertThat(overlap("cdd")).isEqualTo(List.of("Dog[2]", "Dog[3]", "Cat[1]"));
    assertThat(overlap("ffddc")).isEqualTo(List.of("Fish[1]", "Dog[3]", "Cat[5]"));
  }

  private static @Nullable Object overlap(String order) throws InterruptedException {
    return new Overlap().run(new Overlap.Go(order)).result();
  }
}
