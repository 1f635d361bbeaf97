import java.io.IOException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

public final class Throwing extends Workflow {
  @Step
  StopEvent fail(StartEvent start) throws IOException {
    throw new IOException("the disk is on fire");
  }
}
