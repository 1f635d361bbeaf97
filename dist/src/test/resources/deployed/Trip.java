import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;

/** A child asks for a room, then the trip itself asks whether it shall be booked. */
public final class Trip extends Workflow {
  public record Plan(String city) implements StartEvent {}

  public record Confirm(String text) implements InputRequiredEvent {}

  public record Answer(boolean yes) implements HumanResponseEvent {}

  record Found(String room) implements Event {}

  @Step(children = Hotel.class)
  Found hotel(Context ctx, Plan plan) {
    return new Found(ctx.child("hotel", Hotel.class, new Hotel.Begin(plan.city()), String.class));
  }

  @Step
  StopEvent confirm(Context ctx, Found found) {
    WaitOptions asking = WaitOptions.defaults().withPrompt(new Confirm("book " + found.room() + "?"));
    return StopEvent.of(found.room() + ": " + ctx.waitForEvent(Answer.class, asking).yes());
  }
}
