import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;

/** Nothing waits for what is paid until the till has been opened. Its events are no answers. */
public final class Till extends Workflow {
  public record Ready() implements InputRequiredEvent {}

  public record Open() implements Event {}

  public record Paid(int cents) implements Event {}

  record Opened() implements Event {}

  @Step(waits = Open.class)
  Opened open(Context ctx, StartEvent start) {
    ctx.waitForEvent(Open.class, WaitOptions.defaults().withPrompt(new Ready()));
    return new Opened();
  }

  @Step(waits = Paid.class)
  StopEvent count(Context ctx, Opened opened) {
    int first = ctx.waitForEvent(Paid.class).cents();
    return StopEvent.of(first + " and " + ctx.waitForEvent(Paid.class).cents());
  }
}
