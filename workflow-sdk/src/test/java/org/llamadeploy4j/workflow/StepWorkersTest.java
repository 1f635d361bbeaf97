package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class StepWorkersTest {
  private static final int PARTS = 12;

  static final class Busy extends Workflow {
    record Go() implements StartEvent {}

    record Part() implements Event {}

    record Done() implements Event {}

    @StateName("Count")
    record Count(int done) {}

    final CountDownLatch fourAreInside = new CountDownLatch(4);
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    @Step(sends = Part.class)
    void split(Context ctx, Go go) {
      for (int i = 0; i < PARTS; i++) {
        ctx.send(new Part());
      }
    }

    @Step
    Done work(Part part) throws InterruptedException {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      fourAreInside.countDown();
      fourAreInside.await();
      inside.decrementAndGet();
      return new Done();
    }

    @Step(workers = 1)
    @Nullable StopEvent gather(Context ctx, Done done) {
      State<Count> count = ctx.state(Count.class);
      count.update(c -> new Count(c.done() + 1));
      return count.get().done() == PARTS ? StopEvent.of(PARTS) : null;
    }
  }

  @Test
  void aStepHasFourWorkersUnlessItSaysOtherwiseAndTheRestOfTheEventsWait() throws Exception {
    Busy workflow = new Busy();

    assertThat(workflow.run(new Busy.Go()).result(Integer.class)).isEqualTo(PARTS);
    assertThat(workflow.most.get()).isEqualTo(4);
  }
}
