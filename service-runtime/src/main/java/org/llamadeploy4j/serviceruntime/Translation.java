package org.llamadeploy4j.serviceruntime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ClientEvent;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.EventOrigin;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunOutcome;

/** Between the SDK's forms and what is stored. The only place that knows both. Stateless. */
final class Translation {
  private static final String UNREADABLE = "Unreadable";
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

  private Translation() {}

  /**
   * The end of a run as it is stored.
   *
   * @param status how it ended
   * @param result result or {@link RunFailure} as JSON
   * @param sessionState what the session holds from now on; null: leave it
   */
  record End(RunStatus status, byte[] result, byte @Nullable [] sessionState) {}

  /** Events of a stream, encoded. */
  static List<byte[]> stored(List<PublishedEvent> events) {
    return events.stream().map(Translation::stored).toList();
  }

  /** An event of a stream, encoded. */
  static byte[] stored(PublishedEvent event) {
    return EnvelopeCodec.encode(
        new EventEnvelope(
            event.type(),
            event.ancestors(),
            origin(event.origin()),
            event.internal(),
            event.json()));
  }

  private static EventOrigin origin(PublishedEvent.Origin origin) {
    List<EventOrigin.Child> children =
        origin.children().isEmpty()
            ? List.of()
            : origin.children().stream().map(Translation::child).toList();
    return new EventOrigin(children, origin.step(), origin.workItem(), origin.attempt());
  }

  private static EventOrigin.Child child(PublishedEvent.Child child) {
    return new EventOrigin.Child(child.name(), child.workflow(), child.workItem());
  }

  /**
   * Inbox entries for the driver, one for each. An entry that cannot be read is handed over as an
   * event of a type that nobody takes, since it must leave the inbox as well.
   */
  static List<ExternalEvent> fromInbox(List<byte[]> entries) {
    List<ExternalEvent> events = new ArrayList<>(entries.size());
    for (byte[] entry : entries) {
      events.add(fromInbox(entry));
    }
    return events;
  }

  private static ExternalEvent fromInbox(byte[] entry) {
    try {
      ClientEvent event = EnvelopeCodec.decodeClientEvent(entry);
      return new ExternalEvent(event.id(), event.type(), event.json(), event.step());
    } catch (ProtocolException | IllegalArgumentException e) {
      return new ExternalEvent(
          UNREADABLE + "-" + Integer.toHexString(Arrays.hashCode(entry)), UNREADABLE, EMPTY_OBJECT);
    }
  }

  /**
   * A run's end.
   *
   * @param inSession whether the run belongs to a session, whose state it leaves
   */
  static End end(RunOutcome outcome, boolean inSession) {
    return switch (outcome) {
      case RunOutcome.Completed(byte[] result, Map<String, byte[]> state) ->
          new End(RunStatus.COMPLETED, result, inSession ? sessionState(state) : null);
      case RunOutcome.Failed(org.llamadeploy4j.workflow.spi.RunFailure why) ->
          failed(
              RunStatus.FAILED,
              new RunFailure(why.code(), why.message(), why.step(), why.type(), why.attempts()));
      case RunOutcome.Cancelled(String reason) ->
          failed(RunStatus.CANCELLED, new RunFailure("cancelled", reason, "", "", 0));
    };
  }

  /** An end without result. */
  static End failed(RunStatus status, RunFailure why) {
    return new End(status, ProtocolJson.write(why), null);
  }

  /** States by name as one JSON object. */
  static byte[] sessionState(Map<String, byte[]> states) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    char separator = '{';
    for (Map.Entry<String, byte[]> state : new TreeMap<>(states).entrySet()) {
      out.write(separator);
      out.writeBytes(ProtocolJson.write(state.getKey()));
      out.write(':');
      out.writeBytes(state.getValue());
      separator = ',';
    }
    if (separator == '{') {
      out.write('{');
    }
    out.write('}');
    return out.toByteArray();
  }

  /**
   * Reads {@link #sessionState(Map)} back.
   *
   * @throws ProtocolException when it is not a JSON object
   */
  static Map<String, byte[]> states(byte @Nullable [] stored) {
    if (stored == null) {
      return Map.of();
    }
    Map<String, byte[]> states = new HashMap<>();
    Map<?, ?> read = ProtocolJson.read(stored, Map.class);
    for (Map.Entry<?, ?> entry : read.entrySet()) {
      states.put(String.valueOf(entry.getKey()), ProtocolJson.write(entry.getValue()));
    }
    return states;
  }
}
