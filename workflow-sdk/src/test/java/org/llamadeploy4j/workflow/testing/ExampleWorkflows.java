package org.llamadeploy4j.workflow.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Collect;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.WaitTimedOutException;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/** Workflows as authors write them, one for each thing that can be cut off in the middle. */
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
final class ExampleWorkflows {

  private ExampleWorkflows() {}

  record Go(int number) implements StartEvent {}

  /** A loop over a sealed union. */
  public static final class Doubling extends Workflow {
    sealed interface Next extends Event {}

    record Again(int number) implements Next {}

    record Enough(int number) implements Next {}

    @Step
    Next start(Go go) {
      return next(go.number());
    }

    @Step
    Next again(Again again) {
      return next(2 * again.number());
    }

    private static Next next(int number) {
      return number < 100 ? new Again(number) : new Enough(number);
    }

    @Step
    StopEvent end(Enough enough) {
      return StopEvent.of(enough.number());
    }
  }

  /** Sends many and counts them in a state. */
  static final class Tally extends Workflow {
    record Part(int number) implements Event {}

    record Done(int square) implements Event {}

    record Sum(int missing, int sum) {}

    @Step(sends = Part.class)
    void split(Context ctx, Go go) {
      ctx.state(Sum.class).set(new Sum(go.number(), 0));
      for (int i = 1; i <= go.number(); i++) {
        ctx.send(new Part(i));
      }
    }

    @Step(workers = 3)
    Done square(Part part) {
      return new Done(part.number() * part.number());
    }

    @Step(workers = 1) // two at once would not see each other's update when they decide
    @Nullable StopEvent gather(Context ctx, Done done) {
      ctx.state(Sum.class).update(s -> new Sum(s.missing() - 1, s.sum() + done.square()));
      Sum sum = ctx.state(Sum.class).get();
      return sum.missing() == 0 ? StopEvent.of(sum.sum()) : null;
    }
  }

  /** Counts with the loss that {@code set} brings. */
  static final class Racy extends Workflow {
    record Part(int number) implements Event {}

    record Done() implements Event {}

    record Count(int value) {}

    @Step
    List<Part> split(Go go) {
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < go.number(); i++) {
        parts.add(new Part(i));
      }
      return parts;
    }

    @Step
    Done count(Context ctx, Part part) {
      int old = ctx.state(Count.class).get().value();
      ctx.state(Count.class).set(new Count(old + 1)); // what others wrote meanwhile is lost
      return new Done();
    }

    @Step
    StopEvent end(Context ctx, List<Done> all) {
      return StopEvent.of(ctx.state(Count.class).get().value());
    }
  }

  /** Streams within a stream, and a join that takes the first ones. */
  static final class Grid extends Workflow {
    record Row(int y) implements Event {}

    record Cell(int x, int y) implements Event {}

    record Shade(int value) implements Event {}

    record Line(int count) implements Event {}

    @Step
    List<Row> rows(Go go) {
      List<Row> rows = new ArrayList<>();
      for (int y = 0; y < go.number(); y++) {
        rows.add(new Row(y));
      }
      return rows;
    }

    @Step
    List<Cell> cells(Row row) {
      return List.of(new Cell(0, row.y()), new Cell(1, row.y()), new Cell(2, row.y()));
    }

    @Step(workers = 2)
    Shade shade(Cell cell) {
      return new Shade(cell.x() * cell.y());
    }

    @Step
    Line line(@Collect(take = 2) List<Shade> first) {
      return new Line(first.size());
    }

    @Step
    StopEvent all(List<Line> lines) {
      return StopEvent.of(lines.stream().mapToInt(Line::count).sum());
    }
  }

  /** Fails twice, hours apart. */
  static final class Stubborn extends Workflow {
    record Try(int number) implements Event {}

    @Step
    Try begin(Go go) {
      return new Try(go.number());
    }

    @Step
    @Retry(attempts = 4, delay = "PT2H", multiplier = 3, jitter = "PT10M")
    StopEvent knock(Context ctx, Try go) {
      if (ctx.retryInfo().retryNumber() < 2) {
        throw new IllegalStateException("closed");
      }
      return StopEvent.of("open");
    }
  }

  /** Fails for good, with a handler for it, among members of a stream. */
  static final class Rescued extends Workflow {
    record Part(int number) implements Event {}

    record Done(String how) implements Event {}

    @Step
    List<Part> split(Go go) {
      return List.of(new Part(1), new Part(2), new Part(3));
    }

    @Step
    Done work(Part part) {
      if (part.number() == 2) {
        throw new IllegalStateException("two");
      }
      return new Done("done");
    }

    @CatchError(steps = "work")
    Done rescue(StepFailedEvent failed) {
      return new Done("rescued " + failed.failure().message());
    }

    @Step
    StopEvent end(List<Done> all) {
      return StopEvent.of(all.stream().map(Done::how).sorted().toList());
    }
  }

  /** Asks until it is told yes; gives up after a week. */
  public static final class Approval extends Workflow {
    record Question(int round) implements InputRequiredEvent {}

    record Answer(String word) implements HumanResponseEvent {}

    record Asked(int times) {}

    @Step
    StopEvent ask(Context ctx, Go go) {
      for (int round = 1; ; round++) {
        int now = round;
        ctx.state(Asked.class).update(a -> new Asked(a.times() + 1));
        WaitOptions options =
            WaitOptions.defaults().withPrompt(new Question(now)).withTimeout(Duration.ofDays(7));
        try {
          if (ctx.waitForEvent(Answer.class, options).word().equals("yes")) {
            return StopEvent.of("yes after " + round);
          }
        } catch (WaitTimedOutException e) {
          return StopEvent.of("nobody answers round " + round);
        }
      }
    }
  }

  /** Sleeps a day at a time. */
  static final class Diary extends Workflow {
    record Days(int count) {}

    @Step
    StopEvent keep(Context ctx, Go go) {
      for (int day = 0; day < go.number(); day++) {
        ctx.sleep(Duration.ofDays(1));
        ctx.state(Days.class).update(d -> new Days(d.count() + 1));
      }
      return StopEvent.of(ctx.state(Days.class).get().count());
    }
  }

  /** Runs a child that asks a human, after one that does not. */
  static final class Family extends Workflow {
    record Next(int number) implements Event {}

    @Step(children = Doubling.class)
    Next first(Context ctx, Go go) {
      Integer found = ctx.child("doubling", Doubling.class, go, Integer.class);
      return new Next(found == null ? 0 : found);
    }

    @Step(children = Approval.class)
    StopEvent second(Context ctx, Next next) {
      String said = ctx.child("approval", Approval.class, new Go(1), String.class);
      return StopEvent.of(next.number() + " " + said);
    }
  }

  /** Collects one of each, whatever the order. */
  static final class Quorum extends Workflow {
    record Yes(int voter) implements Event {}

    record No(int voter) implements Event {}

    @Step(sends = {Yes.class, No.class})
    void vote(Context ctx, Go go) {
      for (int voter = 0; voter < 4; voter++) {
        ctx.send(voter % 2 == 0 ? new Yes(voter) : new No(voter));
      }
    }

    record Counted(int yes, int no) implements Event {}

    @Step(name = "count-yes", workers = 2)
    @Nullable Counted count(Context ctx, Yes yes) {
      return ctx.collectEvents(yes, List.of(Yes.class, Yes.class))
          .map(set -> new Counted(set.size(), 0))
          .orElse(null);
    }

    @Step(name = "count-no", workers = 2)
    @Nullable Counted count(Context ctx, No no) {
      return ctx.collectEvents(no, List.of(No.class, No.class))
          .map(set -> new Counted(0, set.size()))
          .orElse(null);
    }

    @Step
    @Nullable StopEvent both(Context ctx, Counted counted) {
      return ctx.collectEvents(counted, List.of(Counted.class, Counted.class))
          .map(set -> StopEvent.of("2 and 2"))
          .orElse(null);
    }
  }

  /** Pays in the middle of a step, once. */
  static final class Paying extends Workflow {
    record Receipt(String number) implements Event {}

    record Ready() implements HumanResponseEvent {}

    @Step(streams = Receipt.class)
    StopEvent pay(Context ctx, Go go) throws Exception {
      String first = ctx.once("reserve", String.class, () -> "r" + ctx.attempt());
      ctx.stream(new Receipt(String.valueOf(first)));
      ctx.waitForEvent(Ready.class, WaitOptions.defaults());
      String second = ctx.once("pay", String.class, () -> first + "-paid");
      return StopEvent.of(second == null ? "" : second.substring(second.indexOf('-')));
    }
  }

  /** Takes one of each of two. */
  static final class Pairs extends Workflow {
    record Left(int number) implements Event {}

    record Right(int number) implements Event {}

    @Step(sends = Right.class)
    Left begin(Context ctx, Go go) {
      ctx.send(new Right(go.number()));
      return new Left(1);
    }

    @Step
    StopEvent both(Left left, Right right) {
      return StopEvent.of(left.number() + right.number());
    }
  }
}
