import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/** Answers with the message it got. */
public final class EchoWorkflow extends Workflow {
  /** What a run starts with: {@code --arg message '…'}. */
  public record Input(String message) implements StartEvent {}

  @Step
  StopEvent echo(Input in) {
    return StopEvent.of("Message received: " + in.message());
  }
}
