import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/** Shows its progress to whoever reads the run's event stream. */
public final class Streaming extends Workflow {
  /** Told while the step goes on. */
  public record Progress(String text) implements Event {}

  @Step(streams = Progress.class)
  StopEvent count(Context ctx, StartEvent start) {
    for (int i = 1; i <= 3; i++) {
      ctx.stream(new Progress("message number " + i));
    }
    return StopEvent.of("done");
  }
}
