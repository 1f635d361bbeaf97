import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;

/** Its answer has the name of its parent's and another field. */
public final class Hotel extends Workflow {
  public record Begin(String city) implements StartEvent {}

  public record Looked(String city) implements Event {}

  public record Note(String text) implements Event {}

  public record Which(String text) implements InputRequiredEvent {}

  public record Answer(String room) implements HumanResponseEvent {}

  @Step(streams = Note.class)
  Looked look(Context ctx, Begin begin) {
    ctx.stream(new Note("looking in " + begin.city()));
    return new Looked(begin.city());
  }

  @Step
  StopEvent pick(Context ctx, Looked looked) {
    WaitOptions asking = WaitOptions.defaults().withPrompt(new Which("room in " + looked.city() + "?"));
    return StopEvent.of(ctx.waitForEvent(Answer.class, asking).room());
  }
}
