import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;

/** Asks a question and answers with what the human said, however long that takes. */
public final class HumanInTheLoop extends Workflow {
  /** The question, as it appears on the run's event stream. */
  public record Question(String prefix) implements InputRequiredEvent {}

  @Step
  StopEvent ask(Context ctx, StartEvent start) {
    HumanResponseEvent answer =
        ctx.waitForEvent(
            HumanResponseEvent.class, WaitOptions.defaults().withPrompt(new Question("What is your name?")));
    return StopEvent.of("Hello, " + answer.get("response", String.class) + "!");
  }
}
