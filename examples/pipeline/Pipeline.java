import java.util.List;
import java.util.Optional;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/**
 * Counts the words of a text, line by line and side by side. {@code read} chooses its way by the type
 * of event it returns; {@code split} sends one event per line; {@code add} waits for the last of them.
 */
public final class Pipeline extends Workflow {
  /** What a run starts with. */
  public record Input(String text) implements StartEvent {}

  /** Either of two ways on: a sealed type is the union of its records. */
  sealed interface Checked extends Event {}

  record Empty() implements Checked {}

  record Lines(List<String> lines) implements Checked {}

  record Line(String text) implements Event {}

  record Words(int number) implements Event {}

  /** What is known so far. */
  public record Progress(int expected, int seen, int words) {
    Progress plus(Words more) {
      return new Progress(expected, seen + 1, words + more.number());
    }
  }

  @Step
  Checked read(Input in) {
    return in.text().isBlank() ? new Empty() : new Lines(in.text().lines().toList());
  }

  @Step
  StopEvent nothing(Empty empty) {
    return StopEvent.of(0);
  }

  @Step(sends = Line.class)
  void split(Context ctx, Lines all) {
    ctx.state(Progress.class).set(new Progress(all.lines().size(), 0, 0));
    all.lines().forEach(line -> ctx.send(new Line(line)));
  }

  @Step(workers = 8)
  Words count(Line line) {
    return new Words(line.text().isBlank() ? 0 : line.text().strip().split("\\s+", -1).length);
  }

  @Step(workers = 1)
  Optional<StopEvent> add(Context ctx, Words words) {
    ctx.state(Progress.class).update(progress -> progress.plus(words));
    Progress now = ctx.state(Progress.class).get();
    return now.seen() == now.expected() ? Optional.of(StopEvent.of(now.words())) : Optional.empty();
  }
}
