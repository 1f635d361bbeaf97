package org.llamadeploy4j.serviceruntime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.llamadeploy4j.messaging.SessionStore;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Looks for broken promises when a simulated world has come to its end. */
final class SimChecker {
  private static final int WHOLE = 10_000;

  private final SimWorld world;
  private final Map<SessionId, List<SimFlow.Done>> bySession = new HashMap<>();

  SimChecker(SimWorld world) {
    this.world = world;
  }

  void check() {
    world.clients().forEach(this::task);
    bySession.forEach(this::session);
    world.redis().leaks(SimWorld.SHARD).forEach(leak -> world.found("leak: " + leak));
    for (SimRuntime runtime : world.runtimes()) {
      if (runtime.driven() > 0) {
        world.found(
            "leak: " + runtime.link().process().name() + " drives " + runtime.driven() + " runs");
      }
    }
  }

  /** What the store says in the end counts: it may have lost what a client was told before. */
  private void task(SimClient client) {
    TaskId task = client.task();
    TaskView end = world.redis().runs().task(SimWorld.SHARD, task).orElse(null);
    if (end == null) {
      if (!world.ledger().excused(task.value())) {
        world.found("lost: " + task + " is unknown");
      }
    } else if (!client.done() || !end.status().ended()) {
      world.found("lost: %s did not end, it is %s".formatted(task, end.status()));
    } else if (!world.ledger().lossy() && !Arrays.equals(end.result(), client.result())) {
      world.found("doubled: " + task + " had another result before");
    } else {
      ended(client, end);
    }
  }

  private void ended(SimClient client, TaskView end) {
    boolean relies = client.mind().mayRely() && !client.mind().retried() && !world.ledger().lossy();
    switch (end.status()) {
      case COMPLETED -> {
        if (relies) {
          world.found("cancel: " + end.task() + " was to be cancelled and has completed");
        }
        completed(client, ProtocolJson.read(result(end), SimFlow.Done.class));
      }
      case CANCELLED -> cancelled(client);
      case QUEUED, RUNNING, WAITING, FAILED ->
          world.found(
              "lost: " + end.task() + " ended as " + end.status() + " " + text(result(end)));
    }
  }

  private void cancelled(SimClient client) {
    boolean retried = client.mind().retried() && !world.ledger().lossy();
    if (!client.mind().changes() || retried) {
      world.found("lost: " + client.task() + " ended as cancelled");
    }
    readers(client, stream(client));
    if (stops(attempt(stream(client))) != 1) {
      world.found("stream: " + client.task() + " was cancelled and has another number of ends");
    }
  }

  private static byte[] result(TaskView end) {
    return Objects.requireNonNull(end.result());
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private void completed(SimClient client, SimFlow.Done done) {
    String task = client.task().value();
    SimExecutions executions = world.executions();
    if (done.marks().size() != client.order().hops() || !executions.chain(task, done.marks())) {
      world.found("order: " + task + " ended with the marks " + done.marks());
    }
    boolean once = !world.ledger().lossy() && !client.mind().retried();
    if (once && !executions.doubled(task).isEmpty()) {
      world.found("doubled: " + task + " hops " + executions.doubled(task));
    }
    events(client, done.heard());
    journal(client);
    stream(client, done);
    if (client.session() != null) {
      bySession.computeIfAbsent(client.session(), key -> new ArrayList<>()).add(done);
    }
  }

  /**
   * In the order in which they were accepted, unless some had to be sent again: then a later one
   * may have come before. What was sent to an attempt may come late and be heard by the next one.
   */
  private void events(SimClient client, List<String> heard) {
    if (client.mind().changes()) {
      if (new HashSet<>(heard).size() != client.order().notes()) {
        world.found("events: " + client.task() + " heard " + heard);
      }
      return;
    }
    List<String> sent = client.notes();
    List<String> due = sent.subList(0, client.order().notes());
    boolean lost =
        due.stream().anyMatch(note -> world.ledger().wasLost(client.task() + " " + note));
    boolean good = lost ? isSome(sent, heard, due.size()) : heard.equals(due);
    if (!good) {
      world.found("events: %s heard %s, sent were %s".formatted(client.task(), heard, sent));
    }
  }

  private static boolean isSome(List<String> sent, List<String> heard, int count) {
    Set<String> different = new HashSet<>(heard);
    return heard.size() == count && different.size() == count && sent.containsAll(different);
  }

  /** A store that forgets ids brings events again; their ticks say that they have no effect. */
  private boolean counts(String tick, String note) {
    return tick.contains("\"id\":\"" + note + '"')
        && !(world.trouble().forgets() && tick.contains("\"tick\":\"event_refused\""));
  }

  private void journal(SimClient client) {
    List<byte[]> journal = world.redis().journal(SimWorld.SHARD, client.task());
    List<byte[]> accepted = world.ledger().journal(client.task());
    if (!world.ledger().lossy() && !same(journal, accepted)) {
      world.found(
          "journal: %s has %d ticks, accepted were %d"
              .formatted(client.task(), journal.size(), accepted.size()));
    }
    if (client.mind().changes() && world.ledger().lossy()) {
      return; // which attempt it sent them to, it does not know any more
    }
    for (int i = 0; i <= client.order().notes(); i++) {
      String note = client.note(i);
      long times = journal.stream().filter(tick -> counts(text(tick), note)).count();
      String promise = client.task() + " " + client.note(i);
      boolean due = world.ledger().promised(promise) && !world.ledger().wasLost(promise);
      if (times > 1 || (due && times == 0)) {
        world.found("events: " + promise + " is in the journal " + times + " times");
      }
    }
  }

  // ---- streams

  private List<byte[]> stream(SimClient client) {
    return world.redis().runs().events(SimWorld.SHARD, client.task(), 0, WHOLE).events();
  }

  /** What the last attempt has streamed. */
  private static List<byte[]> attempt(List<byte[]> stream) {
    int begin = 0;
    for (int i = 0; i < stream.size(); i++) {
      if (EnvelopeCodec.decodeEnvelope(stream.get(i)).type().equals("RunRetried")) {
        begin = i + 1;
      }
    }
    return stream.subList(begin, stream.size());
  }

  private static long stops(List<byte[]> events) {
    return events.stream()
        .filter(event -> EnvelopeCodec.decodeEnvelope(event).ancestors().contains("StopEvent"))
        .count();
  }

  private void readers(SimClient client, List<byte[]> whole) {
    boolean seen =
        world.ledger().lossy()
            ? world.generationRepeats() || within(whole, client.read())
            : same(whole, client.read());
    if (!seen) {
      world.found(
          "stream: a reader of %s saw %d events, another %d"
              .formatted(client.task(), client.read().size(), whole.size()));
    }
  }

  private void stream(SimClient client, SimFlow.Done done) {
    readers(client, stream(client));
    List<byte[]> events = attempt(stream(client));
    List<String> said = said(events, done);
    if (begun(events) != 1) {
      world.found(
          "stream: the first step of %s counts %d times".formatted(client.task(), begun(events)));
    }
    List<String> expected = new ArrayList<>();
    for (Long mark : done.marks()) {
      expected.add(mark + ".1");
      if (!mark.equals(done.marks().getLast())) {
        expected.add(mark + ".2");
      }
    }
    if (!said.equals(expected) || stops(events) != 1) {
      world.found(
          "stream: %s has %s and %d ends, expected %s"
              .formatted(client.task(), said, stops(events), expected));
    }
  }

  /** What was streamed by the executions that the run ended with. */
  private static List<String> said(List<byte[]> events, SimFlow.Done done) {
    List<String> said = new ArrayList<>();
    for (byte[] event : events) {
      EventEnvelope envelope = EnvelopeCodec.decodeEnvelope(event);
      if (envelope.type().equals("Said")) {
        SimFlow.Said words = ProtocolJson.read(envelope.json(), SimFlow.Said.class);
        if (done.marks().contains(words.mark())) {
          said.add(words.mark() + "." + words.part());
        }
      }
    }
    return said;
  }

  /** How often a reader who drops what is void sees what the first step has streamed. */
  private static int begun(List<byte[]> stream) {
    int begun = 0;
    for (byte[] event : stream) {
      EventEnvelope envelope = EnvelopeCodec.decodeEnvelope(event);
      if (envelope.type().equals("Began")) {
        begun++;
      } else if (envelope.type().equals("AttemptSuperseded")
          && text(envelope.json()).contains("\"step_name\":\"begin\"")) {
        begun = 0;
      }
    }
    return begun;
  }

  /** A reader may have seen more than there is in the end, but nothing less. */
  private static boolean within(List<byte[]> part, List<byte[]> all) {
    int next = 0;
    for (byte[] event : all) {
      if (next < part.size() && Arrays.equals(event, part.get(next))) {
        next++;
      }
    }
    return next == part.size();
  }

  private static boolean same(List<byte[]> left, List<byte[]> right) {
    boolean same = left.size() == right.size();
    for (int i = 0; same && i < left.size(); i++) {
      same = Arrays.equals(left.get(i), right.get(i));
    }
    return same;
  }

  // ---- sessions

  private void session(SessionId session, List<SimFlow.Done> ended) {
    List<String> guests = guests(session);
    boolean each =
        guests.size() == ended.size()
            && ended.stream()
                .allMatch(done ->
                    guests.indexOf(done.task()) >= 0
                        && done.before().equals(guests.subList(0, guests.indexOf(done.task()))));
    if (!each) {
      world.found("session: %s holds %s after %s".formatted(session, guests, ended));
    }
  }

  private List<String> guests(SessionId session) {
    SessionStore.SessionView view =
        world.redis().sessions().find(SimWorld.SHARD, session).orElseThrow();
    byte[] guests = Translation.states(view.state()).get("Guests");
    return guests == null ? List.of() : ProtocolJson.read(guests, SimFlow.Guests.class).tasks();
  }
}
