import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

public final class Exploding extends Workflow {
  public Exploding() {
    throw new Error("no fuel");
  }

  @Step
  StopEvent answer(StartEvent start) {
    return StopEvent.of("never");
  }
}
