package org.llamadeploy4j.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
import org.llamadeploy4j.chaos.Api.Answer;
import org.llamadeploy4j.chaos.Talk.Means;

/**
 * Clients that create tasks, wait for their ends, and write down what they were told. They ask
 * again when an answer does not come. Half of the tasks have an idempotency key, and are asked for
 * until they are acknowledged; each of the others is created once only: whether one without an
 * answer exists, nobody knows. Half of the tasks go to sessions, which two clients share; some
 * sleep, and some wait for an event, which is sent until it is acknowledged. Of those with a key
 * some are cancelled, and some fail at first and are retried. Every fourth pair of clients works
 * with the deployment whose streams show what was committed.
 *
 * <p>Thread-safe. Each client is a virtual thread.
 */
final class Clients {
  private static final int MOST_OPEN = 3;
  private static final int SOON_MILLIS = 150; // while a task's steps run
  private static final int LATER_MILLIS = 2_000; // while it sleeps or waits

  private final Means means;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Queue<Told> told = new ConcurrentLinkedQueue<>();
  private final Set<Integer> waiting = ConcurrentHashMap.newKeySet();
  private final Queue<Talk> late = new ConcurrentLinkedQueue<>();
  private final Queue<String> defects = new ConcurrentLinkedQueue<>();
  private final Map<Integer, String> sessions = new ConcurrentSkipListMap<>();
  private volatile boolean stopping;

  Clients(Means means, int clients, long seed) {
    this.means = means;
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
    Duration longest = Asker.PATIENCE.multipliedBy(2L * MOST_OPEN + 1);
    for (Thread thread : threads) {
      if (!thread.join(longest)) {
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
    for (Talk talk : late) {
      means.asker().count("late");
      told.add(talk.hear().orElseGet(talk::giveUp));
    }
  }

  List<Told> told() {
    return List.copyOf(told);
  }

  /** The numbers of all tasks that may wait between their first and their second step. */
  Set<Integer> waiting() {
    return Set.copyOf(waiting);
  }

  private void work(int pair, Random random) {
    try {
      while (!stopping) {
        List<Talk> open = new ArrayList<>();
        for (int i = random.nextInt(MOST_OPEN); i >= 0; i--) {
          Optional<Talk> talk = create(wish(random, pair));
          if (talk.isPresent()) {
            open.add(talk.get());
            begin(talk.get(), random);
          }
        }
        open.sort(Comparator.comparing(Clients::goesBehind));
        for (Talk talk : open) {
          hear(talk);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether a task will go to the end of its session's line: a client that heard it first would
   * wait for tasks that wait for an event of its own.
   */
  private static boolean goesBehind(Talk talk) {
    return talk.wish().course() == Course.RETRY;
  }

  private void hear(Talk talk) throws InterruptedException {
    Optional<Told> end = talk.hear();
    if (end.isPresent()) {
      told.add(end.get());
    } else {
      late.add(talk);
    }
  }

  private static void begin(Talk talk, Random random) throws InterruptedException {
    if (talk.wish().course() == Course.CANCEL) {
      Thread.sleep(random.nextInt(random.nextBoolean() ? SOON_MILLIS : LATER_MILLIS));
    }
    talk.begin();
  }

  private Wish wish(Random random, int pair) throws InterruptedException {
    Relays deployment = pair % 4 == 1 ? Relays.COMMITTED : Relays.LIVE;
    String session = random.nextBoolean() ? session(pair, deployment) : "";
    int number = numbers.incrementAndGet();
    boolean pause = random.nextInt(4) == 0;
    String key = random.nextBoolean() ? "create-" + number : "";
    // One that asks and that nobody knows of would hold its session for ever.
    boolean ask = !key.isEmpty() && random.nextInt(3) == 0;
    if (pause || ask) {
      waiting.add(number);
    }
    Course course = key.isEmpty() ? Course.PLAIN : course(random);
    return new Wish(number, deployment, course, pause, ask, session, key);
  }

  private static Course course(Random random) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> Course.CANCEL;
      case 2 -> Course.RETRY;
      default -> Course.PLAIN;
    };
  }

  private String session(int pair, Relays deployment) throws InterruptedException {
    String session = sessions.get(pair);
    if (session == null) {
      session = means.asker().patiently(() -> means.tasks().createSession(deployment)).orElse("");
      sessions.put(pair, session);
    }
    return session;
  }

  private Optional<Talk> create(Wish wish) throws InterruptedException {
    if (!wish.key().isEmpty()) {
      return means.asker().patiently(() -> tried(wish));
    }
    return tried(wish);
  }

  private Optional<Talk> tried(Wish wish) throws InterruptedException {
    Optional<Answer> answer =
        means.asker().once("create", () -> means.tasks().create(wish)).filter(Answer::isOk);
    return answer.map(ok -> new Talk(means, wish, means.tasks().handle(wish, ok)));
  }

  @Override
  public String toString() {
    return "%d asked, %d acknowledged and heard out; answers %s"
        .formatted(numbers.get(), told.size(), means.asker());
  }
}
