package org.llamadeploy4j.workflow.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.Workflow;

/** Many threads that ask for resources at the same time, held up where it matters. */
@Timeout(30)
class ResourceThreadsTest {

  static final class Pool implements AutoCloseable {
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void close() {
      closed.countDown();
    }
  }

  record Client(Pool pool) {}

  record Index(Pool pool) {}

  record Agent(Client client, Index index) {}

  /** The maker of the pool says that it was entered and waits for the gate. */
  static final class Gated extends Workflow {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);
    final AtomicInteger pools = new AtomicInteger();
    volatile boolean failsFirst;
    volatile @Nullable Pool made;

    @Provides
    Pool pool() throws Exception {
      int number = pools.incrementAndGet();
      entered.countDown();
      gate.await();
      if (failsFirst && number == 1) {
        throw new IOException("refused");
      }
      Pool pool = new Pool();
      made = pool;
      return pool;
    }

    @Provides
    Client client(@Inject Pool pool) {
      return new Client(pool);
    }

    @Provides
    Index index(@Inject Pool pool) {
      return new Index(pool);
    }

    @Provides(scope = Provides.Scope.RUN)
    Agent agent(@Inject Client client, @Inject Index index) {
      return new Agent(client, index);
    }
  }

  /** A virtual thread that asks for a resource. */
  private static final class Asker<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    Asker(ResourceScope scope, Class<T> type) {
      this.task = new FutureTask<>(() -> Opened.get(scope, type));
      this.thread = Thread.ofVirtual().name("asker-" + type.getSimpleName()).start(task);
    }

    /** Returns when the thread waits for something, be it a gate or somebody else's making. */
    Asker<T> awaitWaiting() {
      Await.until(() -> thread.getState() == Thread.State.WAITING);
      return this;
    }

    void interrupt() {
      thread.interrupt();
    }

    T get() throws InterruptedException, ExecutionException {
      return task.get();
    }
  }

  @Test
  void twoWorkersThatAskForOneResourceAtOnceGetTheSameAndNoFalseCircle() throws Exception {
    Gated workflow = new Gated();
    ResourceScope scope = Opened.scope(workflow);
    Asker<Agent> first = new Asker<>(scope.openRun("r1"), Agent.class);
    workflow.entered.await();
    Asker<Agent> second = new Asker<>(scope.openRun("r2"), Agent.class).awaitWaiting();
    Asker<Index> third = new Asker<>(scope, Index.class).awaitWaiting();

    workflow.gate.countDown();

    assertThat(first.get()).isEqualTo(second.get()).isNotSameAs(second.get());
    assertThat(third.get()).isSameAs(first.get().index());
    assertThat(workflow.pools).hasValue(1);
  }

  @Test
  void everyoneWhoWaitsForAMakerThatThrowsGetsTheFailureAndTheNextAskTriesAgain() throws Exception {
    Gated workflow = new Gated();
    workflow.failsFirst = true;
    ResourceScope scope = Opened.scope(workflow);
    Asker<Client> first = new Asker<>(scope, Client.class);
    workflow.entered.await();
    Asker<Index> second = new Asker<>(scope, Index.class).awaitWaiting();

    workflow.gate.countDown();

    assertThatThrownBy(first::get)
        .cause()
        .isInstanceOf(ResourceException.class)
        .hasMessageEndingWith("by way of client → pool");
    assertThatThrownBy(second::get)
        .cause()
        .hasMessageEndingWith("by way of index → pool")
        .hasCauseInstanceOf(IOException.class);
    assertThat(Opened.get(scope, Index.class).pool()).isNotNull();
    assertThat(workflow.pools).hasValue(2);
  }

  @Test
  void whoeverIsInterruptedWhileMakingLeavesTheMakingToThoseWhoWait() throws Exception {
    Gated workflow = new Gated();
    ResourceScope scope = Opened.scope(workflow);
    Asker<Client> cancelled = new Asker<>(scope, Client.class);
    workflow.entered.await();
    Asker<Client> waiting = new Asker<>(scope, Client.class).awaitWaiting();

    cancelled.interrupt();

    assertThatThrownBy(cancelled::get).cause().isInstanceOf(InterruptedException.class);
    Await.until(() -> workflow.pools.get() == 2);
    workflow.gate.countDown();
    assertThat(waiting.get().pool()).isNotNull();
  }

  @Test
  void whoWaitsCanBeInterruptedWithoutHarmToTheMaking() throws Exception {
    Gated workflow = new Gated();
    ResourceScope scope = Opened.scope(workflow);
    Asker<Pool> maker = new Asker<>(scope, Pool.class);
    workflow.entered.await();
    Asker<Pool> waiting = new Asker<>(scope, Pool.class).awaitWaiting();

    waiting.interrupt();

    assertThatThrownBy(waiting::get).cause().isInstanceOf(InterruptedException.class);
    workflow.gate.countDown();
    assertThat(maker.get()).isSameAs(Opened.get(scope, Pool.class));
  }

  @Test
  void whatIsBeingMadeWhenTheScopeClosesIsClosedTooAndGivenToNobody() throws Exception {
    Gated workflow = new Gated();
    ResourceScope scope = Opened.scope(workflow);
    Asker<Pool> maker = new Asker<>(scope, Pool.class);
    workflow.entered.await();
    Asker<Client> waiting = new Asker<>(scope, Client.class).awaitWaiting();

    scope.close();
    workflow.gate.countDown();

    assertThatThrownBy(maker::get)
        .cause()
        .hasMessage("the resource Pool is gone: the workflow is over");
    assertThatThrownBy(waiting::get).cause().isInstanceOf(ResourceException.class);
    assertThat(workflow.pools).hasValue(1);
    assertThat(workflow.made).isNotNull().satisfies(pool -> pool.closed.await());
  }

  /** Every pool that was ever made is remembered. */
  static final class Counting extends Workflow {
    final List<Pool> made = Collections.synchronizedList(new ArrayList<>());

    @Provides
    Pool pool() {
      Pool pool = new Pool();
      made.add(pool);
      LockSupport.parkNanos(1_000); // lets others in
      return pool;
    }

    @Provides
    Client client(@Inject Pool pool) {
      return new Client(pool);
    }
  }

  @Test
  void aHundredThreadsGetOneInstance() throws Exception {
    long seed = System.nanoTime();
    System.out.println("aHundredThreadsGetOneInstance seed=" + seed);
    Random random = new Random(seed);
    Counting workflow = new Counting();
    ResourceScope scope = Opened.scope(workflow);
    CountDownLatch start = new CountDownLatch(1);
    List<FutureTask<Pool>> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int pause = random.nextInt(50_000);
      boolean nested = random.nextBoolean();
      FutureTask<Pool> task =
          new FutureTask<>(() -> {
            start.await();
            LockSupport.parkNanos(pause);
            return nested ? Opened.get(scope, Client.class).pool() : Opened.get(scope, Pool.class);
          });
      tasks.add(task);
      Thread.ofVirtual().name("asker-" + i).start(task);
    }

    start.countDown();

    for (FutureTask<Pool> task : tasks) {
      assertThat(task.get()).isSameAs(tasks.getFirst().get());
    }
    assertThat(workflow.made).hasSize(1);
  }

  @Test
  void whenClosingRacesWithAskingNothingStaysOpen() throws Exception {
    long seed = System.nanoTime();
    System.out.println("whenClosingRacesWithAskingNothingStaysOpen seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      Counting workflow = new Counting();
      ResourceScope scope = Opened.scope(workflow);
      Asker<Client> asker = new Asker<>(scope, Client.class);
      LockSupport.parkNanos(random.nextInt(30_000));
      scope.close();
      try {
        asker.get();
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(ResourceException.class);
      }
      for (Pool pool : workflow.made) {
        pool.closed.await();
      }
      assertThatThrownBy(() -> Opened.get(scope, Pool.class)).hasMessageContaining("is over");
    }
  }
}
