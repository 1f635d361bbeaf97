package org.llamadeploy4j.serviceruntime;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process of a simulated world: the machine of its shells, and the scheduler of all its virtual
 * threads, those that the workflow engine starts included, since a virtual thread inherits the
 * scheduler of the one that starts it. So a process can be frozen or killed between any two of its
 * parts, without its help.
 *
 * <p>The JDK lets its own tests choose a scheduler and nobody else; hence the {@code --add-opens}
 * of this module's tests.
 */
final class SimProcess implements Executor, Machine {
  private static final Constructor<?> BUILDER = builder();

  private final String name;
  private final SimTime time;
  private final Consumer<Throwable> defects;
  private final Thread.Builder.OfVirtual threads;
  private final List<Runnable> held = new ArrayList<>();
  private boolean frozen;
  private boolean dead;
  private int tokens;

  /**
   * A process without threads.
   *
   * @param defects told what its threads throw
   */
  SimProcess(String name, SimTime time, Consumer<Throwable> defects) {
    this.defects = defects;
    this.name = name;
    this.time = time;
    try {
      this.threads = (Thread.Builder.OfVirtual) BUILDER.newInstance(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Constructor<?> builder() {
    try {
      Constructor<?> found =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      found.setAccessible(true);
      return found;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "this JDK has no virtual threads on a scheduler of one's own; the simulation needs 25",
          e);
    }
  }

  String name() {
    return name;
  }

  boolean dead() {
    return dead;
  }

  boolean frozen() {
    return frozen;
  }

  /** Nothing of it goes on any more. */
  void kill() {
    dead = true;
    held.clear();
  }

  /** Nothing of it goes on until it thaws. */
  void freeze() {
    frozen = true;
  }

  void thaw() {
    frozen = false;
    held.forEach(part -> time.ready(this, part));
    held.clear();
  }

  @Override
  public void execute(Runnable part) {
    time.ready(this, part);
  }

  /** Lets one of its threads go on until it waits, now or once it thaws. */
  void goOn(Runnable part) {
    if (dead) {
      return;
    }
    if (frozen) {
      held.add(part);
    } else {
      part.run();
    }
  }

  /** Starts one of its threads. */
  void start(String thread, Runnable task) {
    if (!dead) {
      thread(thread, task).start();
    }
  }

  @Override
  public long nanos() {
    return time.now();
  }

  @Override
  public Thread thread(String thread, Runnable task) {
    return threads
        .name(thread)
        .unstarted(() -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            defects.accept(e);
          }
        });
  }

  @Override
  public ExecutorService pool(String pool, int most, int queued) {
    return new Pool(pool);
  }

  @Override
  public Rounds rounds(String thread, Duration pause, Runnable task) {
    Thread loop = thread(thread, () -> loop(pause, task));
    loop.start();
    return loop::interrupt;
  }

  private void loop(Duration pause, Runnable task) {
    try {
      while (true) {
        sleep(pause);
        task.run();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public Bell bell() {
    return new SimBell();
  }

  @Override
  public void sleep(Duration length) throws InterruptedException {
    Waiter waiter = new Waiter();
    SimTime.Alarm alarm = time.in(length, waiter::wake);
    try {
      waiter.await();
    } finally {
      alarm.cancel();
    }
  }

  @Override
  public String token() {
    return name + "." + ++tokens;
  }

  /** A thread that waits for something. Made by that thread. */
  static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private boolean woken;

    void wake() {
      woken = true;
      LockSupport.unpark(thread);
    }

    void await() throws InterruptedException {
      while (!woken) {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }

    void awaitUninterruptibly() {
      boolean interrupted = false;
      while (!woken) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class SimBell implements Bell {
    private boolean rung;
    private @Nullable Waiter waiter;

    @Override
    public void ring() {
      rung = true;
      if (waiter != null) {
        waiter.wake();
      }
    }

    @Override
    public void await(Duration limit) throws InterruptedException {
      if (!rung) {
        waiter = new Waiter();
        SimTime.Alarm alarm = time.in(limit, waiter::wake);
        try {
          waiter.await();
        } finally {
          alarm.cancel();
          waiter = null;
        }
      }
      rung = false;
    }
  }

  /** Each task on a thread of its own. */
  private final class Pool extends AbstractExecutorService {
    private final String thread;
    private boolean closed;

    Pool(String thread) {
      this.thread = thread;
    }

    @Override
    public void execute(Runnable task) {
      start(thread, task);
    }

    @Override
    public void shutdown() {
      closed = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      closed = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return closed;
    }

    @Override
    public boolean isTerminated() {
      return closed;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
