package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Clients that create tasks and ask for their results, and are not disturbed by a server that is
 * not there. Each number is used once: whether a task without an answer exists, nobody knows.
 */
final class KillClients {
  private static final String TASKS = "/deployments/Kill/tasks/";
  private static final Pattern ID = Pattern.compile("\"task_id\":\"([^\"]+)\"");
  private static final Pattern SESSION = Pattern.compile("\"session_id\":\"([^\"]+)\"");
  private static final Pattern STREAM =
      Pattern.compile("(\\{\"step\":1}\n)+(\\{\"step\":2}\n)+(\\{\"step\":3}\n)+\\{.*}\n");
  private static final int MOST_OPEN_TASKS = 4;
  private static final int SAMPLE = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Rest rest;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, Task> tasks = new ConcurrentSkipListMap<>();
  private final Set<Integer> ended = new ConcurrentSkipListSet<>();
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final Queue<Object> problems = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /** A task whose creation was answered with success. */
  private record Task(int number, String id, String session) {
    String path(String what) {
      return TASKS + id + what + "?session_id=" + session;
    }
  }

  KillClients(String url, int clients, long seed) {
    this.rest = new Rest(url);
    for (int i = 0; i < clients; i++) {
      Random random = new Random(seed + i);
      threads.add(
          Thread.ofVirtual()
              .name("client-" + i)
              .uncaughtExceptionHandler((on, problem) -> problems.add(problem))
              .unstarted(() -> work(random)));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Lets every client get the results of what it has created. */
  void stop(Duration patience) throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      assertThat(thread.join(patience)).as("%s ends; %s", thread.getName(), this).isTrue();
    }
  }

  /** What clients were told is true, and what steps did stayed done. Prints what was seen. */
  void check(OutsideLog outside) throws IOException, InterruptedException {
    Set<Integer> acknowledged = tasks.keySet();
    System.out.printf("%s; %s%n", this, outside.check(acknowledged));
    assertThat(problems).isEmpty();
    assertThat(ended).isEqualTo(acknowledged).isNotEmpty();
    assertThat(outside.lost(acknowledged)).as("lost").isEmpty();
    assertThat(outside.doubled()).as("doubled").isEmpty();
    checkStreams();
  }

  /** Some streams, read from the start: each step, in order, and one end. */
  private void checkStreams() throws IOException, InterruptedException {
    // The newest: ended runs are kept for a while only.
    long older = Math.max(0, tasks.size() - SAMPLE);
    for (Task task : tasks.values().stream().skip(older).toList()) {
      Rest.Answer stream = rest.get(task.path("/events"));
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.body()).as("stream of %s", task).matches(STREAM);
    }
  }

  private void work(Random random) {
    while (!stopping) {
      int open = 1 + random.nextInt(MOST_OPEN_TASKS);
      List<Task> created = Stream.generate(this::create).limit(open).toList();
      created.forEach(this::collect);
    }
  }

  private Task create() {
    return patiently().until(this::tryCreate, Optional::isPresent).orElseThrow();
  }

  private Optional<Task> tryCreate() throws InterruptedException {
    int number = numbers.incrementAndGet();
    String body = "{\"input\": \"{\\\"number\\\": %d}\"}".formatted(number);
    try {
      Rest.Answer answer = rest.post(TASKS + "create", body);
      count("create", answer);
      if (answer.status() != 200) {
        return Optional.empty();
      }
      Task task = new Task(number, found(ID, answer), found(SESSION, answer));
      tasks.put(number, task);
      return Optional.of(task);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void collect(Task task) {
    Rest.Answer answer =
        patiently().until(() -> tryCollect(task), Optional::isPresent).orElseThrow();
    if (answer.body().contains("\"result\":\"" + task.number() + "\"")) {
      ended.add(task.number());
    } else {
      problems.add(task + ": " + answer);
    }
  }

  private Optional<Rest.Answer> tryCollect(Task task) throws InterruptedException {
    try {
      Rest.Answer answer = rest.get(task.path("/results"));
      count("results", answer);
      return Optional.of(answer).filter(a -> a.status() != 503);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void count(String what, Rest.Answer answer) {
    String key =
        answer.status() == 200
            ? what + " 200"
            : what + " " + answer.status() + " " + answer.body().replaceAll("[0-9a-f-]{8,}", "…");
    answers.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
  }

  private static ConditionFactory patiently() {
    return Awaitility.await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .atMost(PATIENCE);
  }

  private static String found(Pattern pattern, Rest.Answer answer) {
    Matcher matcher = pattern.matcher(answer.body());
    assertThat(matcher.find()).as("%s in %s", pattern, answer).isTrue();
    return matcher.group(1);
  }

  @Override
  public String toString() {
    return "%d asked, %d acknowledged, %d ended, answers %s"
        .formatted(numbers.get(), tasks.size(), ended.size(), answers);
  }
}
