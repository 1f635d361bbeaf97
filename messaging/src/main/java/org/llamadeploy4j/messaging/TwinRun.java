package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** A run in the twin. Guarded by the lock of its {@link TwinShard}. */
final class TwinRun {
  final TaskId task;
  final ServiceId service;
  final @Nullable SessionId session;
  final byte[] input;
  final long at;

  /** Whether it shares its session with other runs. */
  final boolean beside;

  final List<byte[]> journal = new ArrayList<>();
  final List<byte[]> events = new ArrayList<>();
  final List<byte[]> inbox = new ArrayList<>();

  /** Ids of accepted events with their numbers, oldest first. */
  final SequencedMap<String, Long> ids = new LinkedHashMap<>();

  /** Who waits for its end; empty: nobody. */
  String replyTo;

  /** Before when it is not started; null: it may be. */
  @Nullable Long start;

  RunStatus status = RunStatus.QUEUED;
  @Nullable VersionId version;
  @Nullable RuntimeId owner;
  long epoch;
  @Nullable String token;

  /** In which it was claimed last. */
  long generation;

  /** Generation, and how much of the stream was left when it began to drive the run. */
  final SequencedMap<Long, Integer> cuts = new LinkedHashMap<>();

  /** The claim that published last, and the number of its last event. */
  long publishedIn;

  long published;
  String operation = "";
  long accepted;

  /** When it was first claimed; 0: not yet. */
  long began;

  long end;

  /** How often it was submitted or retried. */
  int attempts = 1;

  boolean cancelRequested;

  /** How often in a row its claim was lost, with a step in flight and nothing committed. */
  int suspect;

  /** The newest reducer that drove it. */
  int reducer = 1;

  /** The claim that committed something last; 0: none. */
  long moved;

  /** The last wish to cancel it, and what was answered. */
  String asked = "";

  /** The last wish to retry it. */
  String again = "";

  byte @Nullable [] result;

  TwinRun(SubmitRequest request, long at) {
    this.task = request.task();
    this.service = request.service();
    this.session = request.session();
    this.input = request.input();
    this.replyTo = request.replyTo();
    this.at = at;
    this.beside =
        request.session() != null && request.limits().sessionPolicy() == SessionPolicy.PARALLEL;
    this.start = startOf(request, at);
  }

  private static @Nullable Long startOf(SubmitRequest request, long now) {
    Instant start = request.startAt();
    return start == null || start.toEpochMilli() <= now ? null : start.toEpochMilli();
  }

  /** As the other was submitted. */
  private TwinRun(TwinRun other) {
    this.task = other.task;
    this.service = other.service;
    this.session = other.session;
    this.input = other.input;
    this.replyTo = other.replyTo;
    this.at = other.at;
    this.beside = other.beside;
    this.start = other.start;
  }

  /** Puts it back to its start. */
  void beginAnew(RetryRequest request) {
    journal.clear();
    events.add(request.marker());
    status = RunStatus.QUEUED;
    version = null;
    began = 0;
    end = 0;
    result = null;
    cancelRequested = false;
    suspect = 0;
    reducer = 1;
    moved = 0;
    start = null;
    replyTo = "";
    attempts = request.attempt();
    again = request.operationId();
  }

  TwinRun copy() {
    TwinRun copy = new TwinRun(this);
    copy.journal.addAll(journal);
    copy.events.addAll(events);
    copy.inbox.addAll(inbox);
    copy.ids.putAll(ids);
    copy.status = status;
    copy.version = version;
    copy.owner = owner;
    copy.epoch = epoch;
    copy.token = token;
    copy.generation = generation;
    copy.cuts.putAll(cuts);
    copy.publishedIn = publishedIn;
    copy.published = published;
    copy.operation = operation;
    copy.accepted = accepted;
    copy.began = began;
    copy.end = end;
    copy.attempts = attempts;
    copy.cancelRequested = cancelRequested;
    copy.suspect = suspect;
    copy.reducer = reducer;
    copy.moved = moved;
    copy.asked = asked;
    copy.again = again;
    copy.result = result;
    return copy;
  }

  /**
   * Before its stream goes on: where it was driven in another generation, the stream may have lost
   * its end. That it was driven in the first one may be lost as well.
   */
  void cut(long current) {
    if (Math.max(1, generation) != current) {
      cuts.put(current, events.size());
      generation = current;
    }
  }

  /** Which event a position of any generation means now. */
  long sequence(long position) {
    long given = EventPage.generation(position);
    if (given > generation) {
      return 0;
    }
    return cuts.entrySet().stream()
        .filter(cut -> cut.getKey() > given)
        .mapToLong(Map.Entry::getValue)
        .reduce(EventPage.sequence(position), Math::min);
  }

  long inboxBytes() {
    return inbox.stream().mapToLong(entry -> entry.length).sum();
  }

  /** What the run's hash holds on Redis, large payloads and counts of nothing left out. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", status.wire());
    fields.put("service", service);
    fields.put("at", at);
    fields.put("beside", beside ? 1 : 0);
    put(fields, "start", start);
    put(fields, "session", session);
    put(fields, "version", version);
    put(fields, "owner", owner);
    put(fields, "token", token);
    put(fields, "result", result);
    put(fields, "pub", published == 0 ? null : publishedIn + " " + published);
    put(fields, "op", operation.isEmpty() ? null : operation);
    put(fields, "reply", replyTo.isEmpty() ? null : replyTo);
    fields.put("input", input);
    fields.put("epoch", epoch);
    fields.put("gen", generation);
    fields.put(
        "cuts",
        String.join(
            " ",
            cuts.entrySet().stream().map(cut -> cut.getKey() + ":" + cut.getValue()).toList()));
    fields.put("len", journal.size());
    fields.put("inbox", inbox.size());
    fields.put("ibytes", inboxBytes());
    fields.put("accepted", accepted);
    fields.put("bytes", RunBytes.of(this));
    fields.put("began", began);
    fields.put("end", end);
    fields.put("attempts", attempts == 1 ? 0 : attempts);
    fields.put("cancel", cancelRequested ? 1 : 0);
    fields.put("suspect", suspect);
    fields.put("reducer", reducer == 1 ? 0 : reducer);
    fields.put("moved", moved);
    fields.put("asked", asked);
    fields.put("again", again);
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
