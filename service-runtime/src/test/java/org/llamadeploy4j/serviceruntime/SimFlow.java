package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/**
 * What the runs of a simulated world do: hop from step to step, listen to people, take a nap, and
 * note in their session that they were there. Each execution of a hop has a mark of its own and
 * hands on the marks of those that it builds on.
 */
final class SimFlow extends Workflow {
  private final SimStage stage;

  SimFlow(SimStage stage) {
    this.stage = stage;
  }

  /** What one run is to do. */
  record Order(String task, int hops, int notes, int nap) implements StartEvent {}

  /** Who was in the session. */
  record Guests(List<String> tasks) {}

  record Hop(Order order, int left, List<String> before, List<Long> marks) implements Event {}

  record Listen(Order order, List<String> before, List<Long> marks) implements Event {}

  record Nap(Order order, List<String> before, List<Long> marks, List<String> heard)
      implements Event {}

  record Note(String text) implements HumanResponseEvent {}

  /** What the first step streams. */
  record Began() implements Event {}

  /** What a hop streams. */
  record Said(long mark, int part) implements Event {}

  record Done(String task, List<Long> marks, List<String> heard, List<String> before)
      implements StopEvent {}

  @Step(streams = Began.class)
  Hop begin(Context ctx, Order order) {
    ctx.stream(new Began());
    return new Hop(order, order.hops(), ctx.state(Guests.class).get().tasks(), List.of());
  }

  @Step(
      streams = Said.class,
      sends = {Hop.class, Listen.class})
  @Retry(attempts = 20, delay = "PT0.4S", maxDelay = "PT1S")
  void hop(Context ctx, Hop hop) {
    long mark = stage.world().executed(hop.order().task(), hop.marks());
    ctx.stream(new Said(mark, 1));
    if (stage.world().fails()) {
      throw new IllegalStateException("out of luck");
    }
    List<Long> marks = new ArrayList<>(hop.marks());
    marks.add(mark);
    if (hop.left() > 1) {
      ctx.stream(new Said(mark, 2));
      ctx.send(new Hop(hop.order(), hop.left() - 1, hop.before(), marks));
    } else {
      ctx.send(new Listen(hop.order(), hop.before(), marks));
    }
  }

  @Step(waits = Note.class)
  Nap listen(Context ctx, Listen listen) {
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < listen.order().notes(); i++) {
      heard.add(ctx.waitForEvent(Note.class).text());
    }
    return new Nap(listen.order(), listen.before(), listen.marks(), heard);
  }

  @Step
  Done nap(Context ctx, Nap nap) {
    ctx.sleep(Duration.ofMillis(nap.order().nap()));
    ctx.state(Guests.class)
        .update(guests -> {
          List<String> tasks = new ArrayList<>(guests.tasks());
          tasks.add(nap.order().task());
          return new Guests(tasks);
        });
    return new Done(nap.order().task(), nap.marks(), nap.heard(), nap.before());
  }
}
