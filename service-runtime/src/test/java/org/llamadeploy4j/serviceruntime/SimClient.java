package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.DeliverReply;
import org.llamadeploy4j.messaging.DeliverRequest;
import org.llamadeploy4j.messaging.EventPage;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.RetryReply;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.ClientEvent;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A client with one task: submits it, to be started at once or later, sends its notes, reads its
 * stream and waits for its result, and asks again whenever it gets no answer. Some change their
 * mind meanwhile. What it was promised it remembers.
 */
final class SimClient {
  private static final SubmitLimits LIMITS = new SubmitLimits(1_000, 16);
  private static final int PAGE = 3;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final TaskId task;
  private final SimFlow.Order order;

  /** How many notes it sends that nobody waits for. */
  private final int surplus;

  /**
   * How long after it is submitted first it is to be started; zero: at once, as in worlds in which
   * the store's clock, which tells when that is, jumps.
   */
  private final Duration later;

  private @Nullable Instant start;
  private final @Nullable SessionId session;
  private final SimWorld world;
  private final SimLink link;
  private final RunStore store;
  private final SimControl control;
  private final SimMind mind;
  private final Random random;
  private final Bell again;
  private final List<byte[]> read = new ArrayList<>();
  private long position;
  private boolean submitted;
  private int sent;
  private boolean done;
  private boolean restarted;
  private RunStatus seen = RunStatus.QUEUED;
  private byte @Nullable [] result;

  SimClient(
      int number,
      @Nullable SessionId session,
      SimWorld world,
      SimLink link,
      RunStore store,
      SimControl control,
      Random random) {
    this.task = TaskId.of(0, new UUID(7, number));
    this.order =
        new SimFlow.Order(
            task.value(),
            1 + random.nextInt(4),
            Math.max(0, random.nextInt(5) - 2),
            random.nextInt(3) == 0 ? random.nextInt(6_000) : 0);
    this.surplus = random.nextInt(2);
    this.later = random.nextInt(5) == 0 ? Duration.ofMillis(random.nextInt(6_000)) : Duration.ZERO;
    this.session = session;
    this.world = world;
    this.link = link;
    this.store = store;
    this.control = control;
    this.mind = new SimMind(random);
    this.random = random;
    this.again = link.process().bell();
  }

  TaskId task() {
    return task;
  }

  SimFlow.Order order() {
    return order;
  }

  @Nullable SessionId session() {
    return session;
  }

  SimMind mind() {
    return mind;
  }

  /** Its stream as it read it, piece by piece. */
  List<byte[]> read() {
    return read;
  }

  /** The result that it was told; null: none. */
  byte @Nullable [] result() {
    return result;
  }

  boolean done() {
    return done && !restarted;
  }

  void serve() {
    try {
      link.process().sleep(Duration.ofMillis(random.nextInt(9_000)));
      while (true) {
        if (done) {
          again.await(FOR_EVER);
        }
        if (restarted) {
          restarted = false;
          done = false;
          sent = 0;
          mind.forget();
        }
        try {
          goOn();
        } catch (MessagingUnavailableException e) {
          world.trace(link.process().name(), "unanswered");
        }
        link.process().sleep(Duration.ofMillis(200 + random.nextInt(600)));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The store has lost something, so that even what has ended may have to be done again. */
  void lookAgain() {
    restarted = true;
    again.ring();
  }

  private void goOn() {
    if (!submitted) {
      submit();
    } else if (mind.cancelsNow()) {
      mind.cancel(task, control);
    } else if (mind.retriesNow(seen)) {
      retry();
    } else if (sent < order.notes() + surplus) {
      send();
    }
    if (submitted) {
      look();
    }
  }

  private void submit() {
    if (start == null && later.isPositive() && world.hasSteadyClock()) {
      start = world.now().plus(later);
    }
    SubmitReply reply =
        store.submit(
            new SubmitRequest(
                SimWorld.SHARD,
                task,
                SimWorld.SERVICE,
                session,
                ProtocolJson.write(order),
                LIMITS,
                "",
                null,
                start));
    if (reply instanceof SubmitReply.Accepted) {
      submitted = true;
      sent = 0;
    } else {
      world.found("refused: " + task + " with " + reply);
    }
  }

  private void retry() {
    RetryReply reply = mind.retry(task, LIMITS, control);
    if (!(reply instanceof RetryReply.Accepted) && !world.ledger().lossy()) {
      world.found("refused: retry of " + task + " with " + reply);
    }
    sent = 0;
  }

  private void send() {
    String text = note(sent);
    byte[] event =
        EnvelopeCodec.encode(
            new ClientEvent(text, "Note", ProtocolJson.write(new SimFlow.Note(text))));
    DeliverReply reply =
        store.deliver(new DeliverRequest(SimWorld.SHARD, task, session, text, event));
    switch (reply) {
      case ACCEPTED -> sent++;
      case UNKNOWN -> lost();
      case ENDED, OTHER_EVENT, INBOX_FULL -> {
        // A store that has forgotten an event says so of one that it had accepted.
        boolean due = sent < order.notes() && !world.trouble().forgets() && !mind.changes();
        if (due || reply != DeliverReply.ENDED) {
          world.found("refused: " + text + " of " + task + " with " + reply);
        }
        sent++;
      }
    }
  }

  /** The id and the text of a note; an attempt has its own, since a run takes each id once. */
  String note(int number) {
    return "note-" + number + (mind.everRetried() ? "-again" : "");
  }

  /** All that it sends, those first that its run waits for. */
  List<String> notes() {
    return IntStream.range(0, order.notes() + surplus).mapToObj(this::note).toList();
  }

  private void look() {
    Optional<TaskView> view = store.task(SimWorld.SHARD, task);
    if (view.isEmpty()) {
      lost();
      return;
    }
    EventPage page = store.events(SimWorld.SHARD, task, position, PAGE);
    position = page.next();
    read.addAll(page.events());
    seen = view.get().status();
    if (page.ended() && page.events().size() < PAGE) {
      result = view.get().result();
      done = seen.ended() && sent >= order.notes() + surplus && mind.rests(seen);
    }
  }

  private void lost() {
    if (world.ledger().excused(task.value())) {
      submitted = false;
    } else {
      world.found("lost: " + task + " was acknowledged and is unknown");
    }
  }
}
