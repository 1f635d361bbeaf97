import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/** Allows one run at a time; its result is how many were inside with it, waiting or not. */
public final class Narrow extends Workflow {
  private static final AtomicInteger INSIDE = new AtomicInteger();

  record Inside(int count) implements Event {}

  @Override
  public OptionalInt concurrentRuns() {
    return OptionalInt.of(1);
  }

  @Step
  Inside enter(StartEvent start) {
    return new Inside(INSIDE.incrementAndGet());
  }

  @Step
  StopEvent leave(Context ctx, Inside inside) {
    ctx.sleep(Duration.ofMillis(20));
    INSIDE.decrementAndGet();
    return StopEvent.of(inside.count());
  }
}
