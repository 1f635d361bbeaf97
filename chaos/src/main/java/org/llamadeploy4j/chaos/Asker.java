package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.llamadeploy4j.chaos.Api.Answer;

/** Asks until there is an answer, and counts what came. Thread-safe. */
final class Asker {
  static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long PAUSE_MILLIS = 100;

  private final Map<String, AtomicLong> answers = new ConcurrentSkipListMap<>();

  /** Something that may have no answer. */
  interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  /** Asks once; empty: no answer came. */
  Optional<Answer> once(String what, Question<Answer> question) throws InterruptedException {
    try {
      Answer answer = question.ask();
      count(what + " " + answer.status());
      return Optional.of(answer);
    } catch (IOException e) {
      count(what + " " + e.getClass().getSimpleName());
      Thread.sleep(PAUSE_MILLIS);
      return Optional.empty();
    }
  }

  /** Asks until there is an answer other than to come again later, or patience ends. */
  Optional<Answer> decided(String what, Question<Answer> question) throws InterruptedException {
    return patiently(() -> once(what, question).filter(answer -> !answer.isLater()));
  }

  /** Asks until there is what was asked for, or patience ends. */
  <T> Optional<T> patiently(Question<Optional<T>> question) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try {
        Optional<T> answer = question.ask();
        if (answer.isPresent()) {
          return answer;
        }
      } catch (IOException e) {
        count("no answer " + e.getClass().getSimpleName());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return Optional.empty();
  }

  void count(String what) {
    answers.computeIfAbsent(what, w -> new AtomicLong()).incrementAndGet();
  }

  /** How often what came. */
  @Override
  public String toString() {
    return answers.toString();
  }
}
