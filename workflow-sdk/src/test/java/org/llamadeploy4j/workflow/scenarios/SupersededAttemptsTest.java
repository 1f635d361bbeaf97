package org.llamadeploy4j.workflow.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.AttemptSuperseded;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/** Which of the events that attempts streamed are void. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SupersededAttemptsTest {

  /** Two pieces of work of one step, side by side; the second fails once after it has streamed. */
  static final class Chapters extends Workflow {
    record Write() implements StartEvent {}

    record Chapter(int number) implements Event {}

    record Word(int chapter, int attempt) implements Event {}

    record Written(int number) implements Event {}

    private final CountDownLatch bothStreamed = new CountDownLatch(2);

    @Step
    List<Chapter> split(Write write) {
      return List.of(new Chapter(1), new Chapter(2));
    }

    @Step(workers = 2, streams = Word.class)
    @Retry(attempts = 2, delay = "PT0S")
    Written write(Context ctx, Chapter chapter) throws InterruptedException {
      ctx.stream(new Word(chapter.number(), ctx.attempt()));
      bothStreamed.countDown();
      bothStreamed.await();
      if (chapter.number() == 2 && ctx.attempt() == 1) {
        throw new IllegalStateException("out of ink");
      }
      return new Written(chapter.number());
    }

    @Step
    StopEvent bind(List<Written> all) {
      return StopEvent.of(all.size());
    }
  }

  @Test
  void aReaderDropsWhatTheSupersededAttemptOfThatPieceOfWorkStreamedAndNothingElse()
      throws Exception {
    Handler run = InProcessRunner.of(new Chapters()).run(new Chapters.Write());
    List<StreamedEvent> words = new ArrayList<>();
    List<AttemptSuperseded> superseded = new ArrayList<>();

    for (StreamedEvent each : run.stream(StreamOptions.DEFAULT.withInternal())) {
      if (each.event() instanceof Chapters.Word) {
        words.add(each);
      } else if (each.event() instanceof AttemptSuperseded one) {
        superseded.add(one);
        words.removeIf(
            word -> word.workItem() == one.workItem() && word.attempt() == one.attempt());
      }
    }

    assertThat(run.result(Integer.class)).isEqualTo(2);
    assertThat(superseded)
        .singleElement()
        .satisfies(one -> assertThat(one.step()).isEqualTo("write"))
        .satisfies(one -> assertThat(one.attempt()).isEqualTo(1))
        .satisfies(one -> assertThat(one.workItem()).isPositive());
    assertThat(words)
        .extracting(StreamedEvent::event)
        .containsExactlyInAnyOrder(new Chapters.Word(1, 1), new Chapters.Word(2, 2));
  }
}
