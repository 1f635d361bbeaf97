import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;

/**
 * Three steps. Each execution makes a mark of its own, writes it down outside together with the
 * mark that it was handed, and hands its own on: so it can be told later which executions were
 * committed, and whether one step was committed twice. The last step fails, if it is told to, until
 * there is a file that lets it go on.
 */
public final class Relay extends Workflow {
  private static final Duration PAUSE = Duration.ofMillis(3_000);
  private static final long WORK_MILLIS = 20;

  public record Input(int number, boolean pause, boolean ask, boolean fail)
      implements StartEvent {}

  /** An answer, so that it is kept when it comes before the step waits for it. */
  public record Go(int number) implements HumanResponseEvent {}

  record Second(Input input, List<String> marks) implements Event {}

  record Third(Input input, List<String> marks) implements Event {}

  public record Passed(int step, String mark) implements Event {}

  public record Done(int number, List<String> marks, int count, int previous) implements StopEvent {}

  /** What the session remembers: how many tasks it has had, and the last one's number. */
  public record Memory(int count, int last) {
    public Memory() {
      this(0, 0);
    }
  }

  @Step(streams = Passed.class)
  Second first(Context ctx, Input in) throws Exception {
    return new Second(in, passed(ctx, in.number(), 1, List.of()));
  }

  @Step(streams = Passed.class)
  Third second(Context ctx, Second second) throws Exception {
    Input in = second.input();
    if (in.pause()) {
      ctx.sleep(PAUSE);
    }
    if (in.ask() && ctx.waitForEvent(Go.class).number() != in.number()) {
      throw new IllegalStateException("task " + in.number() + " got the answer of another");
    }
    return new Third(in, passed(ctx, in.number(), 2, second.marks()));
  }

  @Step(streams = Passed.class)
  Done third(Context ctx, Third third) throws Exception {
    int number = third.input().number();
    List<String> marks = passed(ctx, number, 3, third.marks());
    Path permit = Path.of(ctx.env().get("PERMITS"), Integer.toString(number));
    if (third.input().fail() && !Files.exists(permit)) {
      throw new IllegalStateException("task " + number + " was told to fail");
    }
    Memory before = ctx.state(Memory.class).get();
    ctx.state(Memory.class).update(m -> new Memory(m.count() + 1, number));
    return new Done(number, marks, before.count() + 1, before.last());
  }

  private static List<String> passed(Context ctx, int number, int step, List<String> marks)
      throws IOException, InterruptedException {
    String mark = UUID.randomUUID().toString();
    write(ctx.env().get("OUTSIDE_LOG"), number, step, mark, marks.isEmpty() ? "-" : marks.getLast());
    ctx.stream(new Passed(step, mark));
    Thread.sleep(WORK_MILLIS); // so that there is something to interrupt
    return java.util.stream.Stream.concat(marks.stream(), java.util.stream.Stream.of(mark)).toList();
  }

  private static void write(String file, int number, int step, String mark, String from)
      throws IOException {
    String line =
        "%d %d %s %s %d %d%n"
            .formatted(
                number, step, mark, from, ProcessHandle.current().pid(), System.currentTimeMillis());
    try (FileChannel log = FileChannel.open(Path.of(file), StandardOpenOption.APPEND)) {
      log.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
