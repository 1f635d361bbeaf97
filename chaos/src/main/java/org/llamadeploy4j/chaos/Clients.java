package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.chaos.Api.Answer;
import org.llamadeploy4j.chaos.RelayTasks.Handle;
import org.llamadeploy4j.chaos.RelayTasks.Wish;
import org.llamadeploy4j.chaos.Told.Passed;
import org.llamadeploy4j.chaos.Told.Result;

/**
 * Clients that create tasks, wait for their results, and write down what they were told. They ask
 * again when an answer does not come. Half of the tasks have an idempotency key, and are asked for
 * until they are acknowledged; each of the others is created once only: whether one without an
 * answer exists, nobody knows. Half of the tasks go to sessions, which two clients share; some
 * sleep, and some wait for an event, which is sent until it is acknowledged.
 *
 * <p>Thread-safe. Each client is a virtual thread.
 */
final class Clients {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_OPEN = 3;

  private final RelayTasks tasks;
  private final Clock clock;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Queue<Told> told = new ConcurrentLinkedQueue<>();
  private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
  private final Queue<Open> late = new ConcurrentLinkedQueue<>();
  private final Queue<String> defects = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicLong> answers = new ConcurrentSkipListMap<>();
  private final Map<Integer, String> sessions = new ConcurrentSkipListMap<>();
  private volatile boolean stopping;

  /** A task that was acknowledged. */
  private record Open(Wish wish, Handle handle, long atMillis) {}

  Clients(RelayTasks tasks, int clients, long seed, Clock clock) {
    this.tasks = tasks;
    this.clock = clock;
    for (int i = 0; i < clients; i++) {
      int client = i;
      Random random = new Random(seed + i);
      threads.add(
          Thread.ofVirtual()
              .name("client-" + i)
              .uncaughtExceptionHandler((on, e) -> defects.add(on.getName() + ": " + e))
              .unstarted(() -> work(client / 2, random)));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /**
   * Lets every client get what it waits for, also what had not come before its patience ended;
   * after that, all is said. Call this when there are no more faults.
   */
  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      if (!thread.join(PATIENCE.multipliedBy(MOST_OPEN + 1L))) {
        throw new ChaosException(thread.getName() + " does not end; " + this);
      }
    }
    hearTheLate();
    if (!defects.isEmpty()) {
      throw new ChaosException("clients broke down: " + defects);
    }
  }

  /** What had no end in time among the faults must have one now that there are none. */
  private void hearTheLate() throws InterruptedException {
    for (Open task : late) {
      count("late");
      told.add(collect(task).orElseGet(() -> told(task, null, "no result", null)));
    }
  }

  List<Told> told() {
    return List.copyOf(told);
  }

  private void work(int pair, Random random) {
    try {
      while (!stopping) {
        List<Open> open = new ArrayList<>();
        for (int i = random.nextInt(MOST_OPEN); i >= 0; i--) {
          String session = random.nextBoolean() ? session(pair) : "";
          create(wish(random, session)).ifPresent(open::add);
        }
        for (Open task : open) {
          hear(task);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear(Open task) throws InterruptedException {
    Optional<Told> end = collect(task);
    if (end.isPresent()) {
      told.add(end.get());
    } else {
      late.add(task);
    }
  }

  private Wish wish(Random random, String session) {
    int number = numbers.incrementAndGet();
    boolean pause = random.nextInt(4) == 0;
    String key = random.nextBoolean() ? "create-" + number : "";
    // One that asks and that nobody knows of would hold its session for ever.
    boolean ask = !key.isEmpty() && random.nextInt(3) == 0;
    return new Wish(number, pause, ask, session, key);
  }

  private String session(int pair) throws InterruptedException {
    String session = sessions.get(pair);
    if (session == null) {
      session = patiently(tasks::createSession).orElse("");
      sessions.put(pair, session);
    }
    return session;
  }

  private Optional<Open> create(Wish wish) throws InterruptedException {
    if (!wish.key().isEmpty()) {
      return patiently(() -> tried(wish));
    }
    try {
      Optional<Open> open = tried(wish);
      if (open.isPresent()) {
        return open;
      }
    } catch (IOException e) {
      count("create", e);
    }
    Thread.sleep(PAUSE_MILLIS);
    return Optional.empty();
  }

  private Optional<Open> tried(Wish wish) throws IOException, InterruptedException {
    Answer answer = tasks.create(wish);
    count("create", answer);
    return answer.isOk()
        ? Optional.of(new Open(wish, tasks.handle(answer), clock.millis()))
        : Optional.empty();
  }

  /** Sends the event that a task waits for; false: patience ended first. */
  private boolean go(Open task) throws InterruptedException {
    Optional<Answer> sent =
        patiently(() -> {
          Answer answer = tasks.go(task.handle(), task.wish().number());
          count("event", answer);
          return answer.isLater() ? Optional.empty() : Optional.of(answer);
        });
    if (sent.isPresent() && !sent.get().isOk()) {
      defects.add("no event into task " + task.handle().task() + ": " + sent);
    }
    sent.ifPresent(answer -> answered.add(task.wish().number()));
    return sent.isPresent();
  }

  /** Waits for the end of a task; empty: patience ended first. */
  private Optional<Told> collect(Open task) throws InterruptedException {
    if (task.wish().ask() && !answered.contains(task.wish().number()) && !go(task)) {
      return Optional.empty();
    }
    Optional<Answer> answer =
        patiently(() -> {
          Answer got = tasks.result(task.handle());
          count("result", got);
          return got.isLater() ? Optional.empty() : Optional.of(got);
        });
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    if (!answer.get().isOk()) {
      return Optional.of(told(task, null, "no result: " + answer.get(), null));
    }
    Result result = tasks.read(answer.get());
    List<Passed> stream = patiently(() -> tasks.stream(task.handle())).orElse(List.of());
    return Optional.of(told(task, result, "", stream));
  }

  private static Told told(
      Open task, @Nullable Result result, String problem, @Nullable List<Passed> stream) {
    String id = problem.isEmpty() ? "" : problem + " of task " + task.handle().task();
    return new Told(
        task.wish().number(), task.wish().session(), task.atMillis(), result, id, stream);
  }

  private interface Question<T> {
    Optional<T> ask() throws IOException, InterruptedException;
  }

  /** Asks until there is an answer, or patience ends. */
  private <T> Optional<T> patiently(Question<T> question) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try {
        Optional<T> answer = question.ask();
        if (answer.isPresent()) {
          return answer;
        }
      } catch (IOException e) {
        count("no answer", e);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return Optional.empty();
  }

  private void count(String what, Answer answer) {
    count(what + " " + answer.status());
  }

  private void count(String what, IOException e) {
    count(what + " " + e.getClass().getSimpleName());
  }

  private void count(String what) {
    answers.computeIfAbsent(what, w -> new AtomicLong()).incrementAndGet();
  }

  @Override
  public String toString() {
    return "%d asked, %d acknowledged and heard out; answers %s"
        .formatted(numbers.get(), told.size(), answers);
  }
}
