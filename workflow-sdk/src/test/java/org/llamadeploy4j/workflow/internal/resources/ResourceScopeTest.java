package org.llamadeploy4j.workflow.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.Workflow;

/** Making, sharing and closing, as one thread sees it. */
@Timeout(20)
class ResourceScopeTest {

  /** Writes down when it is closed. */
  static class Part implements AutoCloseable {
    final String name;
    private final List<String> closed;

    Part(String name, List<String> closed) {
      this.name = name;
      this.closed = closed;
    }

    @Override
    public void close() throws IOException {
      closed.add(name);
    }
  }

  static final class Pool extends Part {
    Pool(List<String> closed) {
      super("pool", closed);
    }
  }

  static final class Client extends Part {
    Client(List<String> closed) {
      super("client", closed);
    }

    @Override
    public void close() throws IOException {
      super.close();
      throw new IOException("cannot be closed");
    }
  }

  static final class Session extends Part {
    Session(int number, List<String> closed) {
      super("session " + number, closed);
    }
  }

  /** Three deep: a session of a run needs the client, which needs the pool. */
  static final class Nested extends Workflow {
    final List<String> closed = new CopyOnWriteArrayList<>();
    final AtomicInteger sessions = new AtomicInteger();

    @Provides
    Pool pool() {
      return new Pool(closed);
    }

    @Provides
    Client client(@Inject Pool pool) {
      return new Client(closed);
    }

    @Provides(scope = Provides.Scope.RUN)
    Session session(@Inject Client client) {
      return new Session(sessions.incrementAndGet(), closed);
    }

    @Provides(scope = Provides.Scope.RUN)
    AutoCloseable passedOn(@Inject Pool pool) {
      return pool;
    }
  }

  @Test
  void whatLivesAsLongAsTheWorkflowIsMadeOnceAndWhatLivesAsLongAsARunOncePerRun() throws Exception {
    ResourceScope scope = Opened.scope(new Nested());
    ResourceScope first = scope.openRun("r1");
    ResourceScope second = scope.openRun("r2");

    Session session = Opened.get(first, Session.class);

    assertThat(Opened.get(first, Session.class)).isSameAs(session);
    assertThat(Opened.get(second, Session.class)).isNotSameAs(session);
    assertThat(Opened.get(second, Client.class)).isSameAs(Opened.get(first, Client.class));
    assertThatThrownBy(() -> Opened.get(scope, Session.class))
        .hasMessage("the resource Session lives as long as a run and there is none");
  }

  @Test
  void eachScopeClosesItsOwnInReverseOrderOfMakingWhateverACloseThrows() throws Exception {
    Nested workflow = new Nested();
    ResourceScope scope = Opened.scope(workflow);
    ResourceScope run = scope.openRun("r1");
    Opened.get(run, Session.class);

    run.close();
    run.close();
    assertThat(workflow.closed).containsExactly("session 1");

    scope.close();
    scope.close();
    assertThat(workflow.closed).containsExactly("session 1", "client", "pool");
  }

  @Test
  void whatAMakerOnlyPassesOnIsClosedByItsOwnScope() throws Exception {
    Nested workflow = new Nested();
    try (ResourceScope scope = Opened.scope(workflow)) {
      try (ResourceScope run = scope.openRun("r1")) {
        Opened.get(run, AutoCloseable.class);
      }
      assertThat(workflow.closed).isEmpty();
    }
    assertThat(workflow.closed).containsExactly("pool");
  }

  @Test
  void anOverrideIsNeverClosed() throws Exception {
    Nested workflow = new Nested();
    Pool mine = new Pool(new ArrayList<>());
    try (ResourceScope scope = Opened.scope(workflow, Map.of(Pool.class, mine))) {
      Opened.get(scope, Client.class);
      assertThat(Opened.get(scope.openRun("r1"), AutoCloseable.class)).isSameAs(mine);
    }
    assertThat(workflow.closed).containsExactly("client");
  }

  @Test
  void afterTheEndNothingIsHandedOut() throws Exception {
    ResourceScope scope = Opened.scope(new Nested());
    ResourceScope run = scope.openRun("r1");
    Opened.get(run, Session.class);
    run.close();

    assertThatThrownBy(() -> Opened.get(run, Pool.class))
        .isInstanceOf(ResourceException.class)
        .hasMessage("the resource Pool is gone: the run r1 is over")
        .extracting(e -> ((ResourceException) e).code())
        .isEqualTo("resource_closed");
    scope.close();
    assertThatThrownBy(() -> Opened.get(scope.openRun("r2"), Session.class))
        .hasMessage("the resource Session is gone: the workflow is over");
  }

  @Test
  void aThreadThatIsInterruptedClosesAllTheSameAndStaysInterrupted() throws Exception {
    Nested workflow = new Nested();
    ResourceScope scope = Opened.scope(workflow);
    Opened.get(scope, Client.class);

    Thread.currentThread().interrupt();
    scope.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(workflow.closed).containsExactly("client", "pool");
  }

  static final class Failing extends Workflow {
    private int calls;

    @Provides
    Pool pool() throws IOException {
      if (++calls < 3) {
        throw new IOException("refused " + calls);
      }
      return new Pool(new ArrayList<>());
    }

    @Provides
    Client client(@Inject Pool pool) {
      return new Client(new ArrayList<>());
    }

    @Provides
    @Nullable String nothing() {
      return null;
    }

    @Provides
    Integer deep() {
      if (calls >= 0) {
        throw new StackOverflowError();
      }
      return calls;
    }
  }

  @Test
  void aFailureNamesTheMakerAndTheWayToItAndTheNextAskTriesAgain() throws Exception {
    ResourceScope scope = Opened.scope(new Failing());

    assertThatThrownBy(() -> Opened.get(scope, Pool.class))
        .isInstanceOf(ResourceException.class)
        .hasMessage("the maker pool of the resource Pool threw java.io.IOException: refused 1")
        .hasCauseInstanceOf(IOException.class)
        .extracting(e -> ((ResourceException) e).code())
        .isEqualTo("resource_failed");
    assertThatThrownBy(() -> Opened.get(scope, Client.class))
        .hasMessage(
            "the maker pool of the resource Pool threw java.io.IOException: refused 2, needed by"
                + " way of client → pool");
    assertThat(Opened.get(scope, Client.class)).isSameAs(Opened.get(scope, Client.class));
  }

  @Test
  void aMakerThatReturnsNullOrThrowsAnErrorHasFailed() {
    ResourceScope scope = Opened.scope(new Failing());

    assertThatThrownBy(() -> Opened.get(scope, String.class))
        .hasMessage("the maker nothing of the resource String returned null");
    assertThatThrownBy(() -> Opened.get(scope, Integer.class))
        .isInstanceOf(ResourceException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  record A() {}

  record B() {}

  record C() {}

  record Outer() {}

  static final class Circle extends Workflow {
    @Provides
    A a(B b) {
      return new A();
    }

    @Provides
    B b(C c) {
      return new B();
    }

    @Provides
    C c(A a) {
      return new C();
    }

    @Provides
    Outer outer(A a) {
      return new Outer();
    }

    @Provides
    Integer selfish(Integer own) {
      return own;
    }
  }

  @Test
  void aCircleIsRefusedWithTheChain() {
    ResourceScope scope = Opened.scope(new Circle());

    assertThatThrownBy(() -> Opened.get(scope, Outer.class))
        .isInstanceOf(ResourceException.class)
        .hasMessage(
            "the resource Outer cannot be had: outer → a → b → c → a: these makers need each other"
                + " in a circle");
    assertThatThrownBy(() -> Opened.get(scope, B.class)).hasMessageContaining(" b → c → a → b:");
    assertThatThrownBy(() -> Opened.get(scope, Integer.class))
        .hasMessageContaining(" selfish → selfish:");
  }

  @Test
  void anOverrideBreaksACircle() throws Exception {
    ResourceScope scope = Opened.scope(new Circle(), Map.of(C.class, new C()));

    assertThat(Opened.get(scope, Outer.class)).isEqualTo(new Outer());
  }

  static final class TooShortLived extends Workflow {
    @Provides(scope = Provides.Scope.RUN)
    A a() {
      return new A();
    }

    @Provides
    B b(A a) {
      return new B();
    }
  }

  @Test
  void whatLivesLongerCannotUseWhatLivesShorter() {
    ResourceScope run = Opened.scope(new TooShortLived()).openRun("r1");

    assertThatThrownBy(() -> Opened.get(run, B.class))
        .hasMessageEndingWith(
            "b: what lives as long as the workflow cannot use a, which lives as long as a run");
  }
}
