package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.chaos.Api.Answer;
import org.llamadeploy4j.chaos.Asker.Question;
import org.llamadeploy4j.chaos.Stay.Leave;

/**
 * A client that deploys, uses and undeploys a deployment of its own, again and again, over the REST
 * API. What is told to go in peace has tasks that may sleep, what is told to go at once has some
 * that wait for what never comes. Its results are gone with it, so only what its steps wrote
 * outside tells afterwards whether they ended. Thread-safe; the client is a virtual thread.
 */
final class Guest {
  private static final int FIRST_TASK = 1_000_000; // other clients count from 1
  private static final int MOST_TASKS = 4;
  private static final int MOST_REST_MILLIS = 6_000; // each stay compiles the relay anew

  private final Api api;
  private final RelayTasks tasks;
  private final RelayFiles files;
  private final Clock clock;
  private final Random random;
  private final Asker asker = new Asker();
  private final Queue<Stay> stays = new ConcurrentLinkedQueue<>();
  private final Queue<String> defects = new ConcurrentLinkedQueue<>();
  private final Thread thread =
      Thread.ofVirtual()
          .name("guest")
          .uncaughtExceptionHandler((on, e) -> defects.add(e.toString()))
          .unstarted(this::work);
  private int number = FIRST_TASK; // the thread's alone
  private volatile boolean stopping;

  Guest(Api api, RelayFiles files, long seed, Clock clock) {
    this.api = api;
    this.tasks = new RelayTasks(api);
    this.files = files;
    this.clock = clock;
    this.random = new Random(seed);
  }

  void start() {
    thread.start();
  }

  /** Lets the deployment go for the last time. Call this when there are no more faults. */
  void stop() throws InterruptedException {
    stopping = true;
    if (!thread.join(Asker.PATIENCE.multipliedBy(MOST_TASKS + 4L))) {
      throw new ChaosException("the guest does not end; " + this);
    }
    if (!defects.isEmpty()) {
      throw new ChaosException("the guest broke down: " + defects);
    }
  }

  /** All times that it was there. */
  List<Stay> stays() {
    return List.copyOf(stays);
  }

  private void work() {
    try {
      while (!stopping) {
        Stay stay = stay(stays.size() + 1);
        stays.add(stay);
        if (stay.goneMillis() == null) {
          return;
        }
        Thread.sleep(random.nextInt(MOST_REST_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Stay stay(int which) throws InterruptedException {
    Leave how = random.nextBoolean() ? Leave.DRAIN : Leave.NOW;
    List<Stay.Task> acknowledged = new ArrayList<>();
    Optional<Stay.Task> first = atLast(() -> come(wish(how)));
    if (first.isEmpty()) {
      return new Stay(which, how, acknowledged, null);
    }
    acknowledged.add(first.get());
    for (int i = random.nextInt(MOST_TASKS); i > 0; i--) {
      Wish wish = wish(how);
      asker.patiently(() -> created(wish)).ifPresent(acknowledged::add);
    }
    Optional<Long> gone = atLast(() -> leave(how));
    return new Stay(which, how, List.copyOf(acknowledged), orNull(gone));
  }

  private static @Nullable Long orNull(Optional<Long> gone) {
    return gone.orElse(null);
  }

  private Wish wish(Leave how) {
    int next = ++number;
    boolean pause = random.nextInt(3) == 0;
    boolean ask = how == Leave.NOW && random.nextBoolean();
    return new Wish(next, Relays.GUEST, Course.PLAIN, pause, ask, "", "guest-" + next);
  }

  /** Asks as long as there are faults, and for as long as patience lasts without any. */
  private <T> Optional<T> atLast(Question<Optional<T>> question) throws InterruptedException {
    while (true) {
      boolean calm = stopping;
      Optional<T> answer = asker.patiently(question);
      if (answer.isPresent() || calm) {
        return answer;
      }
    }
  }

  /** It is there when it takes a task, whatever was answered to who deployed it. */
  private Optional<Stay.Task> come(Wish wish) throws IOException, InterruptedException {
    Path file = files.deployment(Relays.GUEST);
    String yaml = Files.readString(file);
    Optional<Answer> deployed =
        asker.once("deploy", () -> api.deploy(yaml, files.folder().toString()));
    boolean perhaps = deployed.isPresent() && (deployed.get().isOk() || isConflict(deployed.get()));
    return perhaps ? created(wish) : Optional.empty();
  }

  private static boolean isConflict(Answer answer) {
    return answer.status() == 409;
  }

  private Optional<Stay.Task> created(Wish wish) throws InterruptedException {
    return asker
        .once("create", () -> tasks.create(wish))
        .filter(Answer::isOk)
        .map(ok -> new Stay.Task(wish.number(), clock.millis()));
  }

  /** When it was gone, once it is. 404: it went when the answer got lost, since it was there. */
  private Optional<Long> leave(Leave how) throws InterruptedException {
    String path = Relays.GUEST.path() + "?now=" + (how == Leave.NOW);
    return asker
        .once("undeploy", () -> api.delete(path))
        .filter(answer -> answer.isOk() || answer.status() == 404)
        .map(gone -> clock.millis());
  }

  @Override
  public String toString() {
    return "a deployment that came and went %d times; answers %s".formatted(stays.size(), asker);
  }
}
