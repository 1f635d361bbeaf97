import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/** Counts the tasks of a session: 1, 2, 3. Without a session every task is the first. */
public final class Counter extends Workflow {
  /** What the session remembers. */
  public record Count(int tasks) {}

  @Step
  StopEvent count(Context ctx, StartEvent start) {
    ctx.state(Count.class).update(count -> new Count(count.tasks() + 1));
    return StopEvent.of(ctx.state(Count.class).get().tasks());
  }
}
