package org.llamadeploy4j.workflow.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Collect;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.retry.Retry;

/** Workflows to be drawn. */
public final class Samples {

  private Samples() {}

  /** One step after the other. */
  public static final class Chain extends Workflow {
    record Text(String text) implements StartEvent {}

    record Words(List<String> words) implements Event {}

    record Counted(Map<String, Integer> counts) implements Event {}

    @Step
    Words split(Text in) {
      return new Words(List.of(in.text().split(" ")));
    }

    @Step(workers = 1)
    Counted count(Words in) {
      return new Counted(Map.of("words", in.words().size()));
    }

    @Step
    StopEvent report(Counted in) {
      return StopEvent.of(in.counts().get("words"));
    }
  }

  /** Goes round and round, so that its runs are wide. */
  static final class Rounds extends Workflow {
    record Go(int rounds) implements StartEvent {}

    record Round(int left) implements Event {}

    @Step
    Round begin(Go go) {
      return new Round(go.rounds());
    }

    @Step
    Next go(Round round) {
      return round.left() == 0 ? new Done(0) : new Again(round.left() - 1);
    }

    sealed interface Next extends Event {}

    record Again(int left) implements Next {}

    record Done(int left) implements Next, StopEvent {}

    @Step
    Round again(Again again) {
      return new Round(again.left());
    }
  }

  /** Asks a human twice: by a wait inside a step, and by events between steps. */
  static final class Approval extends Workflow {
    record Draft(String text) implements StartEvent {}

    record NameNeeded(String why) implements InputRequiredEvent {}

    record NameGiven(String name) implements HumanResponseEvent {}

    record Review(String text) implements InputRequiredEvent {}

    record Verdict(boolean good) implements HumanResponseEvent {}

    record Signed(String text) implements Event {}

    @Step(streams = NameNeeded.class, waits = NameGiven.class)
    Signed sign(Context ctx, Draft draft) {
      NameGiven given =
          ctx.waitForEvent(
              NameGiven.class, WaitOptions.defaults().withPrompt(new NameNeeded("to sign with")));
      return new Signed(draft.text() + ", " + given.name());
    }

    @Step
    Review review(Signed signed) {
      return new Review(signed.text());
    }

    @Step
    StopEvent decide(Verdict verdict) {
      return StopEvent.of(verdict.good());
    }
  }

  /** A language model with tools, in a loop. */
  static final class BasicAgent extends Workflow {
    record Ask(String question) implements StartEvent {}

    record Answer(String response) implements Reply, StopEvent {}

    sealed interface Reply extends Event {}

    record ToolCalls(List<ToolCall> events) implements Reply, FanOut<ToolCall> {}

    record ToolCall(String id, String tool, String args) implements Event {}

    record ToolResult(String id, String text) implements Event {}

    record LlmCall() implements Event {}

    record Token(String text) implements Event {}

    static final class Llm {}

    static final class Tools {}

    @Provides
    Llm llm(Env env) {
      return new Llm();
    }

    @Provides
    Tools tools(@Inject Llm llm) {
      return new Tools();
    }

    @Step
    LlmCall setup(Context ctx, Ask ask) {
      return new LlmCall();
    }

    @Step(timeout = "PT2M", streams = Token.class)
    Reply speak(Context ctx, LlmCall ev, @Inject Llm llm) {
      return new ToolCalls(List.of(new ToolCall("1", "add", "6,7")));
    }

    @Step(workers = 4)
    ToolResult call(ToolCall c, @Inject Tools tools) {
      return new ToolResult(c.id(), "13");
    }

    @Step
    LlmCall gather(Context ctx, List<ToolResult> results) {
      return new LlmCall();
    }
  }

  /** Streams inside streams, and the first answers only. */
  static final class Nested extends Workflow {
    record Library(List<String> books) implements StartEvent {}

    record Book(String title) implements Event {}

    record Page(int number) implements Event {}

    sealed interface Found extends Event {}

    record Hit(int page) implements Found {}

    record Miss() implements Found {}

    record Summary(int hits) implements Event {}

    @Step
    List<Book> open(Library library) {
      return library.books().stream().map(Book::new).toList();
    }

    @Step
    List<Page> read(Book book) {
      return List.of(new Page(1), new Page(2));
    }

    @Step(workers = 8, cpu = true)
    Found search(Page page) {
      return page.number() == 1 ? new Hit(1) : new Miss();
    }

    @Step
    Summary summarise(List<Found> found) {
      return new Summary((int) found.stream().filter(Hit.class::isInstance).count());
    }

    @Step
    StopEvent report(@Collect(take = 2) List<Summary> first) {
      return StopEvent.of(first.stream().mapToInt(Summary::hits).sum());
    }
  }

  /** Has error handlers, resources that need others, configuration, and a join of two events. */
  static final class Guarded extends Workflow {
    record Order(int id) implements StartEvent {}

    record Price(int cents) implements Event {}

    record Stock(int left) implements Event {}

    record Audit(String what) implements Event {}

    record Limits(int maxCents, Currency currency) {}

    enum Currency {
      EUR,
      USD
    }

    static final class Database {}

    static final class Catalogue {}

    private final AtomicInteger tries = new AtomicInteger();

    @Provides
    Database database(Env env) {
      return new Database();
    }

    @Provides(scope = Provides.Scope.RUN)
    Catalogue catalogue(@Inject Database database) {
      return new Catalogue();
    }

    @Step
    @Retry(attempts = 3, delay = "PT0.01S")
    Price price(Order order, @Inject Catalogue prices) {
      if (tries.incrementAndGet() == 1) {
        throw new IllegalStateException("the <price> service is away");
      }
      return new Price(100 * order.id());
    }

    @Step(sends = Audit.class)
    Stock stock(Context ctx, Order order, @Inject Catalogue catalogue, @Inject Database database) {
      ctx.send(new Audit("stock of " + order.id()));
      throw new IllegalArgumentException("no such order");
    }

    @Step
    void audit(Audit audit, @Inject Database database) {}

    @Step
    StopEvent sell(
        Price price,
        Stock stock,
        @Inject @ConfigFile(value = "drawing/shop.json", at = "limits") Limits limits) {
      return StopEvent.of(Math.min(price.cents(), limits.maxCents()) + " of " + stock.left());
    }

    @CatchError(steps = "stock")
    Stock guess(StepFailedEvent failed) {
      return new Stock(0);
    }

    @CatchError
    StopEvent giveUp(StepFailedEvent failed) {
      return StopEvent.of("sorry");
    }
  }

  /** Runs another workflow. */
  static final class Parent extends Workflow {
    record Question(String text) implements StartEvent {}

    record Counts(long words) implements Event {}

    @Step(children = Chain.class)
    Counts count(Context ctx, Question question) {
      Chain.Text text = new Chain.Text(question.text());
      return new Counts(Objects.requireNonNull(ctx.child("count", Chain.class, text, Long.class)));
    }

    @Step
    StopEvent done(Counts counts) {
      return StopEvent.of(counts.words());
    }
  }

  /** Runs itself, so that a picture of it has no end unless it is cut. */
  static final class Recursive extends Workflow {
    record Depth(int left) implements StartEvent {}

    @Step(children = Recursive.class)
    StopEvent dive(Context ctx, Depth depth) {
      return StopEvent.of(Duration.ofSeconds(depth.left()).toString());
    }
  }
}
