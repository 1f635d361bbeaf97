package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.RunFailedException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/** What opens a fan-out, and what does not. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class FanOutTest {

  /** Squares numbers, dropping odd ones where told. */
  static final class Squares extends Workflow {
    record Go(int parts, boolean dropOdd, boolean dropAll) implements StartEvent {}

    record Part(int n) implements Event {}

    record Square(int n) implements Event {}

    final AtomicInteger joins = new AtomicInteger();

    @Step
    List<Part> split(Go go) {
      return IntStream.range(0, go.parts())
          .mapToObj(n -> new Part(go.dropAll() ? -1 : go.dropOdd() && n % 2 == 1 ? -1 : n))
          .toList();
    }

    @Step
    @Nullable Square square(Part part) {
      return part.n() < 0 ? null : new Square(part.n() * part.n());
    }

    @Step
    StopEvent join(List<Square> squares) {
      joins.incrementAndGet();
      return StopEvent.of(squares.stream().map(Square::n).sorted().toList());
    }
  }

  // T119 T124
  @Test
  void eachMemberOfAListGoesItsWayAndTheJoinRunsOnceWithAll() throws Exception {
    Squares workflow = new Squares();

    assertThat(workflow.run(new Squares.Go(5, false, false)).result())
        .isEqualTo(List.of(0L, 1L, 4L, 9L, 16L));
    assertThat(workflow.joins).hasValue(1);
  }

  // T122
  @Test
  void anEmptyListRunsTheJoinOnceWithAnEmptyList() throws Exception {
    Squares workflow = new Squares();

    assertThat(workflow.run(new Squares.Go(0, false, false)).result()).isEqualTo(List.of());
    assertThat(workflow.joins).hasValue(1);
  }

  // T126
  @Test
  void membersThatEndInNothingAreMissingInTheJoin() throws Exception {
    assertThat(new Squares().run(new Squares.Go(4, true, false)).result())
        .isEqualTo(List.of(0L, 4L));
    assertThat(new Squares().run(new Squares.Go(4, false, true)).result()).isEqualTo(List.of());
  }

  static final class Polluted extends Workflow {
    record Go(String kind) implements StartEvent {}

    sealed interface Reply extends Event {}

    record Part(int n) implements Event {}

    record Other(int n) implements Reply {}

    record Parts(List<Part> events) implements Reply, FanOut<Part> {}

    @Step(name = "split")
    @SuppressWarnings({"unchecked", "NullAway"}) // what the test is about
    List<Part> split(Go go) {
      List<Object> members = new ArrayList<>(List.of(new Part(1)));
      members.add(
          switch (go.kind()) {
            case "null" -> null;
            case "text" -> "no event";
            default -> new Other(1);
          });
      return (List<Part>) (List<?>) members;
    }

    @Step
    Optional<Reply> next(Part part) {
      return Optional.of(part.n() == 0 ? new Parts(List.of()) : new Other(part.n()));
    }

    @Step
    StopEvent join(List<Other> others) {
      return StopEvent.of(others.size());
    }
  }

  // T120 (element types are checked when compiled; these are casts around it)
  @Test
  void aListWithSomethingThatIsNoEventFailsTheRun() {
    assertThat(failure("null")).contains("step split returned a list whose element 1 is null");
    assertThat(failure("text")).contains("element 1 is a java.lang.String, not an event");
  }

  // T136
  @Test
  void anEventThatTheStepDoesNotDeclareFailsTheRun() {
    assertThat(failure("other")).contains("step split returned Other").contains("does not declare");
  }

  private static String failure(String kind) {
    try {
      return "no failure but " + new Polluted().run(new Polluted.Go(kind)).result();
    } catch (RunFailedException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static final class Undeclared extends Workflow {
    record Go(boolean list) implements StartEvent {}

    record Part(int n) implements Event {}

    @Step
    @SuppressWarnings("unchecked") // what the test is about
    Optional<Part> one(Go go) {
      return go.list()
          ? (Optional<Part>) (Optional<?>) Optional.of(List.of(new Part(1)))
          : (Optional<Part>) (Optional<?>) Optional.of(StopEvent.of("not declared"));
    }

    @Step
    StopEvent end(Part part) {
      return StopEvent.of("part");
    }
  }

  // T121
  @Test
  void aListFromAStepThatDeclaresNoneFailsTheRun() {
    assertThatThrownBy(() -> new Undeclared().run(new Undeclared.Go(true)).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step one returned several events");
  }

  // T136
  @Test
  void aSingleEventThatTheStepDoesNotDeclareFailsTheRun() {
    assertThatThrownBy(() -> new Undeclared().run(new Undeclared.Go(false)).result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("step one returned StopEvent")
        .hasMessageContaining("does not declare");
  }

  static final class Maybe extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Plain() implements Event {}

    final AtomicInteger joins = new AtomicInteger();

    @Step(sends = Plain.class)
    @Nullable List<Part> split(Context ctx, Go go) {
      ctx.send(new Plain());
      return null;
    }

    @Step
    void join(List<Part> parts) {
      joins.incrementAndGet();
    }

    @Step
    StopEvent end(Plain plain) {
      return StopEvent.of("plain");
    }
  }

  // T123
  @Test
  void noListAtAllOpensNoStreamAndRunsNoJoin() throws Exception {
    Maybe workflow = new Maybe();

    assertThat(workflow.run().result()).isEqualTo("plain");
    assertThat(workflow.joins).hasValue(0);
  }

  static final class OneOrMany extends Workflow {
    record Go(int parts) implements StartEvent {}

    sealed interface Reply extends Event {}

    record Alone() implements Reply {}

    record Parts(List<Part> events) implements Reply, FanOut<Part> {}

    record Part(int n) implements Event {}

    final AtomicInteger joins = new AtomicInteger();

    @Step
    Reply split(Go go) {
      return go.parts() < 0
          ? new Alone()
          : new Parts(IntStream.range(0, go.parts()).mapToObj(Part::new).toList());
    }

    @Step
    StopEvent join(List<Part> parts) {
      joins.incrementAndGet();
      return StopEvent.of(parts.size());
    }

    @Step
    StopEvent alone(Alone alone) {
      return StopEvent.of("alone");
    }
  }

  // T135
  @Test
  void aSingleEventFromAStepThatMayOpenAStreamOpensNone() throws Exception {
    OneOrMany workflow = new OneOrMany();

    assertThat(workflow.run(new OneOrMany.Go(-1)).result()).isEqualTo("alone");
    assertThat(workflow.joins).hasValue(0);
  }

  // T119
  @Test
  void aFanOutRecordOpensAStreamOfItsMembers() throws Exception {
    assertThat(new OneOrMany().run(new OneOrMany.Go(3)).result()).isEqualTo(3L);
    assertThat(new OneOrMany().run(new OneOrMany.Go(0)).result()).isEqualTo(0L);
  }
}
