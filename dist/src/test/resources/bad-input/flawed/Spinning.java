import java.time.Duration;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/** Spins and looks at nothing, its interruption included, until another run says stop. */
public final class Spinning extends Workflow {
  private static volatile boolean stop;

  public Spinning() {
    super(Duration.ofSeconds(1));
  }

  public record Input(String mode) implements StartEvent {}

  @Step
  StopEvent spin(Input in) {
    if (in.mode().equals("stop")) {
      stop = true;
    }
    long turns = 0;
    while (!stop) {
      turns++;
    }
    return StopEvent.of(turns > 0 ? "spun" : "stopped");
  }
}
