import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

public final class Echo extends Workflow {
  public record Input(String message) implements StartEvent {}

  @Step
  StopEvent echo(Input in) {
    return StopEvent.of(in.message());
  }
}
