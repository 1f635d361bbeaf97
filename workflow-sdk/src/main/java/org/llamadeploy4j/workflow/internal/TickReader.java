package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TimerId;
import org.llamadeploy4j.workflow.engine.Verdict;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads what {@link TickWriter} writes. Unknown fields are ignored, so that a later version may add
 * some; payloads are cut out of the bytes, not parsed.
 */
final class TickReader {

  private final byte[] bytes;
  private final int from;

  private TickReader(byte[] bytes, int from) {
    this.bytes = bytes;
    this.from = from;
  }

  /**
   * @throws IllegalArgumentException when something is missing or unknown
   */
  static Tick read(byte[] bytes, int from) {
    try (JsonParser parser =
        Json.FACTORY.createParser(ObjectReadContext.empty(), bytes, from, bytes.length - from)) {
      parser.nextToken();
      Object root = new TickReader(bytes, from).value(parser);
      if (!(root instanceof Node node)) {
        throw new IllegalArgumentException("it is not an object");
      }
      return tick(node);
    }
  }

  /** An object of the tick; payloads are not looked into. */
  private record Node(Map<String, Object> fields) {
    String text(String name) {
      return get(name, String.class);
    }

    long number(String name) {
      return get(name, Long.class);
    }

    int count(String name) {
      return Math.toIntExact(number(name));
    }

    Node node(String name) {
      return get(name, Node.class);
    }

    Payload payload() {
      return get("json", Payload.class);
    }

    boolean flag(String name) {
      return Boolean.TRUE.equals(find(name, Boolean.class));
    }

    List<String> texts(String name) {
      List<String> texts = new ArrayList<>();
      if (fields.get(name) instanceof List<?> list) {
        list.forEach(each -> texts.add((String) each));
      }
      return texts;
    }

    <T> T get(String name, Class<T> type) {
      T value = find(name, type);
      if (value == null) {
        throw new IllegalArgumentException("its field '" + name + "' is missing");
      }
      return value;
    }

    <T> @Nullable T find(String name, Class<T> type) {
      Object value = fields.get(name);
      if (value != null && !type.isInstance(value)) {
        throw new IllegalArgumentException("its field '" + name + "' has another kind of value");
      }
      return value == null ? null : type.cast(value);
    }

    <T> List<T> list(String name, Function<Node, T> each) {
      List<T> result = new ArrayList<>();
      if (fields.get(name) instanceof List<?> list) {
        for (Object value : list) {
          result.add(each.apply((Node) value));
        }
      }
      return result;
    }
  }

  private Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      default -> false;
    };
  }

  private Node object(JsonParser parser) {
    Map<String, Object> fields = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, name.equals("json") ? payload(parser) : value(parser));
    }
    return new Node(fields);
  }

  private Payload payload(JsonParser parser) {
    long start = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    long end = parser.currentLocation().getByteOffset();
    return Payload.json(Arrays.copyOfRange(bytes, base(start), base(end)));
  }

  private int base(long offset) {
    return Math.toIntExact(offset) + from;
  }

  private static Tick tick(Node n) {
    if (n.text("tick").equals("child")) {
      return new Tick.InChild(n.number("item"), tick(n.node("inner")));
    }
    Instant at = Instant.EPOCH.plus(n.number("at"), ChronoUnit.MICROS);
    return switch (n.text("tick")) {
      case "started" ->
          new Tick.RunStarted(at, n.text("run"), event(n.node("event")), payloads(n, "states"));
      case "refused" -> new Tick.RunRefused(at, n.text("run"), fault(n.node("failure")));
      case "resumed" -> new Tick.RunResumed(at);
      case "completed" ->
          new Tick.StepCompleted(
              at,
              n.number("item"),
              n.count("attempt"),
              emissions(n),
              n.flag("stream"),
              payloads(n, "writes"));
      case "suspended" ->
          new Tick.StepSuspended(
              at,
              n.number("item"),
              n.count("attempt"),
              emissions(n),
              payloads(n, "writes"),
              n.list("marks", m -> new Mark(Mark.Kind.valueOf(m.text("kind")), m.text("name"))),
              awaited(n));
      case "failed" ->
          new Tick.StepFailed(
              at, n.number("item"), n.count("attempt"), fault(n.node("failure")), verdict(n));
      case "once" ->
          new Tick.OnceRecorded(
              at, n.number("item"), n.count("attempt"), n.text("name"), n.payload());
      case "collected" ->
          new Tick.Collected(
              at,
              n.number("item"),
              n.count("attempt"),
              n.text("buffer"),
              event(n.node("event")),
              n.texts("expected"));
      case "event" ->
          new Tick.EventReceived(
              at, n.text("id"), event(n.node("event")), n.find("target", String.class));
      case "event_refused" ->
          new Tick.EventRefused(at, n.text("id"), n.text("type"), n.text("problem"));
      case "timer" -> new Tick.TimerFired(at, timer(n));
      case "cancel" -> new Tick.CancelRequested(at, n.text("reason"));
      default -> throw new IllegalArgumentException("unknown kind of tick " + n.text("tick"));
    };
  }

  private static EventData event(Node n) {
    return new EventData(n.text("type"), n.payload());
  }

  private static Map<String, Payload> payloads(Node n, String name) {
    Map<String, Payload> payloads = new HashMap<>();
    n.list(name, each -> payloads.put(each.text("name"), each.payload()));
    return payloads;
  }

  private static List<Emission> emissions(Node n) {
    return n.list("out", e -> new Emission(event(e), kind(e), e.find("target", String.class)));
  }

  private static Emission.Kind kind(Node n) {
    if (n.flag("sent")) {
      return Emission.Kind.SENT;
    }
    return n.flag("member") ? Emission.Kind.MEMBER : Emission.Kind.RETURNED;
  }

  private static Fault fault(Node n) {
    return new Fault(n.text("code"), failure(n));
  }

  private static Failure failure(Node n) {
    Node cause = n.find("cause", Node.class);
    return new Failure(
        n.text("type"), n.text("message"), n.text("stack"), cause == null ? null : failure(cause));
  }

  private static Verdict verdict(Node n) {
    return switch (n.text("verdict")) {
      case "give_up" -> new Verdict.GiveUp();
      case "retry" -> new Verdict.Retry(Duration.parse(n.text("delay")));
      default -> throw new IllegalArgumentException("unknown verdict " + n.text("verdict"));
    };
  }

  private static Awaited awaited(Node n) {
    String sleep = n.find("sleep", String.class);
    if (sleep != null) {
      return new Awaited.Sleep(Duration.parse(sleep));
    }
    Node child = n.find("child", Node.class);
    if (child != null) {
      return new Awaited.Child(child.text("name"), child.text("flow"), event(child.node("start")));
    }
    return events(n.node("wait"));
  }

  private static Awaited events(Node n) {
    Map<String, String> required = new HashMap<>();
    n.list("required", each -> required.put(each.text("name"), each.text("equals")));
    String timeout = n.find("timeout", String.class);
    Node prompt = n.find("prompt", Node.class);
    return new Awaited.Events(
        n.texts("types"),
        required,
        timeout == null ? null : Duration.parse(timeout),
        prompt == null ? null : event(prompt));
  }

  private static TimerId timer(Node n) {
    return switch (n.text("timer")) {
      case "run" -> new TimerId.RunLimit();
      case "wait" -> new TimerId.WaitLimit(n.number("item"), n.count("wait"));
      case "step" -> new TimerId.StepLimit(n.number("item"), n.count("attempt"));
      case "child" -> new TimerId.InChild(n.number("item"), timer(n.node("inner")));
      case "delay" -> new TimerId.Delay(n.number("item"), n.count("attempt"));
      default -> throw new IllegalArgumentException("unknown timer " + n.text("timer"));
    };
  }
}
