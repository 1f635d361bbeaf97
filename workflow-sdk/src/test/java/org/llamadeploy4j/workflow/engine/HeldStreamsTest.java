package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a core does with what attempts streamed, until their successes are durable. */
class HeldStreamsTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final EventData TOKEN = new EventData("Token", Payload.json("1"));
  private static final ExampleFlow FLOW = ExampleFlow.STREAM;

  private final RunCore core = new RunCore(FLOW.reducer());

  /** The four pieces of work side by side, which have begun. */
  private List<Action.StartStep> sideBySide() {
    Action.StartStep split = starts(core.handle(Resumption.begin(), NOW)).getFirst();
    end(split, Streamed.NOTHING);
    assertThat(core.nextBatch()).isPresent();
    List<Action.StartStep> all = starts(core.handle(new CoreInput.Committed(List.of()), NOW));
    assertThat(all).hasSize(4);
    return all;
  }

  private static List<Action.StartStep> starts(List<Action> actions) {
    return actions.stream()
        .filter(Action.StartStep.class::isInstance)
        .map(Action.StartStep.class::cast)
        .toList();
  }

  private void end(Action.StartStep start, Streamed streamed) {
    WorkItem item = start.item();
    AttemptId id = new AttemptId(start.path(), item.id(), item.attempt());
    CoreInput.Outcome.Completed done = (CoreInput.Outcome.Completed) FLOW.perform(item, Map.of());
    CoreInput.Outcome outcome =
        new CoreInput.Outcome.Completed(
            done.emissions(), done.opensStream(), done.writes(), streamed);
    core.handle(new CoreInput.StepEnded(id, outcome, Map.of()), NOW);
  }

  /** Of which pieces of work tokens are shown, in order. */
  private static List<Long> tokens(Action.Batch batch) {
    List<Long> items = new ArrayList<>();
    for (Command command : batch.shown()) {
      if (command instanceof Command.Publish p && p.event().equals(TOKEN)) {
        items.add(p.item());
      }
    }
    return items;
  }

  static List<CoreInput> refusals() {
    return List.of(new CoreInput.InboxChanged(List.of()), new CoreInput.CancelledInstead("enough"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatWasStreamedIsShownByTheBatchThatTakesThePlaceOfARefusedOne(CoreInput refusal) {
    List<Action.StartStep> work = sideBySide();
    end(work.get(1), new Streamed(List.of(TOKEN, TOKEN), 2));
    long item = work.get(1).item().id();
    assertThat(tokens(core.nextBatch().orElseThrow())).containsExactly(item, item);

    core.handle(refusal, NOW);

    assertThat(tokens(core.nextBatch().orElseThrow())).containsExactly(item, item);
  }

  @Test
  void attemptsThatEndTogetherAreShownInTheOrderOfTheirEnds() {
    List<Action.StartStep> work = sideBySide();
    end(work.get(2), new Streamed(List.of(TOKEN), 1));
    end(work.get(0), new Streamed(List.of(TOKEN, TOKEN), 2));

    long first = work.get(2).item().id();
    long second = work.get(0).item().id();
    assertThat(tokens(core.nextBatch().orElseThrow())).containsExactly(first, second, second);
  }

  @Test
  void anAttemptThatEndsTwiceIsShownOnce() {
    List<Action.StartStep> work = sideBySide();
    end(work.getFirst(), new Streamed(List.of(TOKEN), 1));
    end(work.getFirst(), new Streamed(List.of(TOKEN), 1));

    assertThat(tokens(core.nextBatch().orElseThrow())).hasSize(1);
    core.handle(new CoreInput.Committed(List.of()), NOW);
    assertThat(core.nextBatch()).isEmpty();
  }

  static List<Streamed> moreThanHalf() {
    return List.of(
        new Streamed(List.of(TOKEN), Streamed.MAX_BYTES / 2 + 1),
        new Streamed(java.util.Collections.nCopies(Streamed.MAX_EVENTS / 2 + 1, TOKEN), 1));
  }

  @ParameterizedTest
  @MethodSource("moreThanHalf")
  void whatIsTooMuchForOneCommitFollowsInTheNext(Streamed streamed) {
    List<Action.StartStep> work = sideBySide();
    work.subList(0, 2).forEach(start -> end(start, streamed));

    for (Action.StartStep start : work.subList(0, 2)) {
      Action.Batch batch = core.nextBatch().orElseThrow();
      assertThat(batch.ticks()).hasSize(1);
      assertThat(tokens(batch)).hasSize(streamed.events().size()).containsOnly(start.item().id());
      core.handle(new CoreInput.Committed(List.of()), NOW);
    }
    assertThat(core.nextBatch()).isEmpty();
  }
}
