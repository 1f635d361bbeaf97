package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.retry.Retry;

/** Streams whose members fail, wait, are taken by others, or overlap. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class StreamTroubleTest {

  static final class Shaky extends Workflow {
    record Go(String kind) implements StartEvent {}

    record Part(int n, String kind) implements Event {}

    record Done(int n) implements Event {}

    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger joins = new AtomicInteger();
    final List<List<Done>> batches = Collections.synchronizedList(new ArrayList<>());

    @Step
    List<Part> split(Go go) {
      return IntStream.range(0, 4).mapToObj(n -> new Part(n, go.kind())).toList();
    }

    @Step
    @Retry(attempts = 3, delay = "PT0S")
    Done work(Part part) {
      boolean fails =
          switch (part.kind()) {
            case "recovers" -> part.n() == 2 && failures.getAndIncrement() < 2;
            case "fails" -> part.n() == 2;
            default -> false;
          };
      if (fails) {
        throw new IllegalStateException("part " + part.n());
      }
      return new Done(part.n());
    }

    @CatchError(steps = "work")
    Done instead(StepFailedEvent failed) {
      return new Done(((Part) failed.input()).n() + 100);
    }

    @Step
    @Retry(attempts = 3, delay = "PT0S")
    StopEvent join(List<Done> done) {
      batches.add(done);
      if (joins.getAndIncrement() < 2) {
        throw new IllegalStateException("join again");
      }
      return StopEvent.of(done.stream().map(Done::n).sorted().toList());
    }
  }

  // T139 T141
  @Test
  void aMemberThatIsRetriedIsInTheJoinAndARetriedJoinGetsTheSameBatch() throws Exception {
    Shaky workflow = new Shaky();

    assertThat(workflow.run(new Shaky.Go("recovers")).result()).isEqualTo(List.of(0L, 1L, 2L, 3L));
    assertThat(workflow.batches).hasSize(3).containsOnly(workflow.batches.getFirst());
  }

  // T140
  @Test
  void whatAnErrorHandlerGivesForAMemberTakesItsPlaceInTheJoin() throws Exception {
    assertThat(new Shaky().run(new Shaky.Go("fails")).result())
        .isEqualTo(List.of(0L, 1L, 3L, 102L));
  }

  static final class Parked extends Workflow {
    record Go() implements StartEvent {}

    record Part(int n) implements Event {}

    record Question(int n) implements InputRequiredEvent {}

    record Answer(String text) implements HumanResponseEvent {}

    record Done(String text) implements Event {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(0), new Part(1));
    }

    @Step(waits = Answer.class)
    Done work(Context ctx, Part part) {
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question(part.n()));
      return part.n() == 0
          ? new Done("plain")
          : new Done(ctx.waitForEvent(Answer.class, asking).text());
    }

    @Step
    StopEvent join(List<Done> done) {
      return StopEvent.of(done.stream().map(Done::text).toList());
    }
  }

  // T143 T151
  @Test
  void aStreamStaysOpenWhileAMemberWaitsAndIsIdleWithoutFailing() throws Exception {
    Handler run = new Parked().run();
    Iterator<Event> events = run.events().iterator();
    assertThat(events.next()).isEqualTo(new Parked.Question(1));
    assertThat(run.isDone()).isFalse();

    run.send(new Parked.Answer("answered"));

    assertThat(run.result()).isEqualTo(List.of("plain", "answered"));
  }

  static final class Swallowing extends Workflow {
    record Go() implements StartEvent {}

    record Ready() implements Event {}

    record Part(int n) implements Event {}

    record Got(int n) implements Event {}

    record Joined(int size) implements Event {}

    final AtomicInteger worked = new AtomicInteger();

    /** Waits for a part before any is made; it takes parts besides, and so swallows one. */
    @Step(waits = Part.class, sends = Ready.class)
    @Nullable Got take(Context ctx, First first) {
      ctx.send(new Ready());
      return new Got(ctx.waitForEvent(Part.class).n());
    }

    record First() implements Event {}

    @Step
    First begin(Go go) {
      return new First();
    }

    @Step
    List<Part> split(Ready ready) {
      return List.of(new Part(7));
    }

    @Step
    Joined join(List<Part> parts) {
      return new Joined(parts.size());
    }

    @Step
    StopEvent end(Got got, Joined joined) {
      return StopEvent.of(got.n() + "/" + joined.size());
    }
  }

  // T144
  @Test
  void aMemberThatAWaitTookAsWellLeavesItsStreamToClose() throws Exception {
    assertThat(new Swallowing().run().result()).isEqualTo("7/1");
  }

  static final class SwallowedWhole extends Workflow {
    record Go() implements StartEvent {}

    record Ready() implements Event {}

    sealed interface Input extends Event {}

    record First() implements Input {}

    record Part(int n) implements Input {}

    record Done(int n) implements Event {}

    record Got(int n) implements Event {}

    record Joined(int size) implements Event {}

    @Step
    First begin(Go go) {
      return new First();
    }

    /** The wait takes the member in place of the step itself, so nothing of it is in the stream. */
    @Step(
        waits = Part.class,
        sends = {Ready.class, Got.class})
    @Nullable Done take(Context ctx, Input input) {
      if (input instanceof Part part) {
        return new Done(part.n());
      }
      ctx.send(new Ready());
      ctx.send(new Got(ctx.waitForEvent(Part.class).n()));
      return null;
    }

    @Step
    List<Part> split(Ready ready) {
      return List.of(new Part(7));
    }

    @Step
    Joined join(List<Done> done) {
      return new Joined(done.size());
    }

    @Step
    StopEvent end(Got got, Joined joined) {
      return StopEvent.of(got.n() + "/" + joined.size());
    }
  }

  // T144
  @Test
  void aMemberThatOnlyAWaitTookLeavesItsStreamToCloseWithoutIt() throws Exception {
    assertThat(new SwallowedWhole().run().result()).isEqualTo("7/0");
  }

  static final class Overlapping extends Workflow {
    record Go(int streams) implements StartEvent {}

    record Begin(int stream) implements Event {}

    record Part(int stream, int n) implements Event {}

    record Batch(int stream, int size, boolean pure) implements Event {}

    @Step
    List<Begin> begin(Go go) {
      return IntStream.range(0, go.streams()).mapToObj(Begin::new).toList();
    }

    @Step(workers = 8)
    List<Part> split(Begin begin) {
      return IntStream.range(0, begin.stream()).mapToObj(n -> new Part(begin.stream(), n)).toList();
    }

    @Step(workers = 1)
    Batch join(List<Part> parts) {
      int stream = parts.isEmpty() ? 0 : parts.getFirst().stream();
      return new Batch(stream, parts.size(), parts.stream().allMatch(p -> p.stream() == stream));
    }

    @Step
    StopEvent end(List<Batch> batches) {
      boolean right = batches.stream().allMatch(b -> b.pure() && b.size() == b.stream());
      return StopEvent.of(right + " " + batches.size());
    }
  }

  // T145
  @Test
  void theBatchesOfOverlappingStreamsDoNotMixInAJoinWithOneWorker() throws Exception {
    assertThat(new Overlapping().run(new Overlapping.Go(20)).result()).isEqualTo("true 20");
  }

  // T138 (from outside)
  @Test
  void aHandlerCannotSendIntoAStream() {
    Handler run = new Parked().run();

    assertThatThrownBy(() -> run.send(new Parked.Done("me"), "join"))
        .isInstanceOfSatisfying(
            WorkflowException.class, e -> assertThat(e.code()).isEqualTo("wrong_target"))
        .hasMessageContaining("joins a fan-out");
    run.cancel();
  }
}
