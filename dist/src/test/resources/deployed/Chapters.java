import java.util.List;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/** Two pieces of work of one step; the second fails once after it has streamed. */
public final class Chapters extends Workflow {
  record Chapter(int number) implements Event {}

  record Word(int chapter, int attempt) implements Event {}

  record Written(int number) implements Event {}

  @Step
  List<Chapter> split(StartEvent start) {
    return List.of(new Chapter(1), new Chapter(2));
  }

  @Step(workers = 2, streams = Word.class)
  @Retry(attempts = 2, delay = "PT0S")
  Written write(Context ctx, Chapter chapter) {
    ctx.stream(new Word(chapter.number(), ctx.attempt()));
    if (chapter.number() == 2 && ctx.attempt() == 1) {
      throw new IllegalStateException("out of ink");
    }
    return new Written(chapter.number());
  }

  @Step
  StopEvent bind(List<Written> all) {
    return StopEvent.of(all.size());
  }
}
