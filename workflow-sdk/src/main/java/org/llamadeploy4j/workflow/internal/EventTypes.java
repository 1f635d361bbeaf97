package org.llamadeploy4j.workflow.internal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.spi.OutsideEvent;

/**
 * The events of one program, by name and by class. Filled while loading, read-only and thread-safe
 * afterwards.
 */
final class EventTypes {

  /** Where the original keeps its events; its clients send these names. */
  private static final List<String> PYTHON_PACKAGES =
      List.of(
          "workflows.events.", "llama_index.core.workflow.events.", "llama_index.core.workflow.");

  private static final String DATA = "_data";

  private final Codecs codecs;
  private final boolean sharing;
  private final Map<String, EventType> byName = new TreeMap<>();
  private final Map<String, EventType> byInputName = new TreeMap<>();
  private final Map<Class<?>, EventType> byClass = new LinkedHashMap<>();

  EventTypes(Codecs codecs) {
    this(codecs, false);
    free(StartEvent.class, FreeEvent.Start.class, FreeEvent.Start::new);
    free(StopEvent.class, FreeEvent.Stop.class, f -> new FreeEvent.Stop(f.get("result")));
    free(InputRequiredEvent.class, FreeEvent.Question.class, FreeEvent.Question::new);
    free(HumanResponseEvent.class, FreeEvent.Answer.class, FreeEvent.Answer::new);
  }

  private EventTypes(Codecs codecs, boolean sharing) {
    this.codecs = codecs;
    this.sharing = sharing;
  }

  /** The same types, whose events are handed on as they are instead of as JSON. */
  EventTypes sharing() {
    EventTypes shared = new EventTypes(codecs, true);
    byClass.values().forEach(shared::add);
    return shared;
  }

  private void free(
      Class<?> role, Class<?> type, Function<Map<String, @Nullable Object>, FreeEvent> maker) {
    Set<String> names = new LinkedHashSet<>();
    names.add(role.getName());
    PYTHON_PACKAGES.forEach(p -> names.add(p + role.getSimpleName()));
    Codec codec = new FreeEventCodec(new AnyCodec(codecs), maker);
    add(new EventType(role.getSimpleName(), names, type, List.of(), codec));
  }

  /**
   * Registers an event class whose names and fields the rules have let pass.
   *
   * @return why its codec cannot be made all the same, or null
   */
  @Nullable String register(Class<?> type) {
    if (byClass.containsKey(type)) {
      return null;
    }
    Set<String> inputNames = Names.all(type);
    String name = Names.of(type);
    inputNames.remove(name);
    inputNames.add(type.getSimpleName());
    inputNames.add(type.getName());
    if (type.getCanonicalName() != null) {
      inputNames.add(type.getCanonicalName());
    }
    try {
      add(new EventType(name, inputNames, type, Names.ancestors(type), codecs.of(type)));
      return null;
    } catch (Codecs.Unsupported e) {
      return "event " + e.getMessage();
    }
  }

  private void add(EventType type) {
    byName.put(type.name(), type);
    byClass.put(type.type(), type);
    type.inputNames().forEach(alias -> byInputName.putIfAbsent(alias, type));
    // more than a class that happens to be called so
    Names.all(type.type()).forEach(name -> byInputName.put(name, type));
  }

  Collection<EventType> all() {
    return byName.values();
  }

  @Nullable EventType ofClass(Class<?> type) {
    return byClass.get(type);
  }

  /** The type of an event that the program itself stored. */
  EventType named(String name) {
    EventType type = find(name);
    if (type == null) {
      throw new WorkflowException(
          "unknown_event",
          "this version of the workflow has no event '%s'; it has %s"
              .formatted(name, byName.keySet()));
    }
    return type;
  }

  /** Whether a client may mean one of these by the name. */
  boolean knows(String name) {
    return find(name) != null;
  }

  /** The type that this is the name or an alias of, or null. */
  @Nullable EventType find(String name) {
    EventType type = byName.get(name);
    return type == null ? byInputName.get(name) : type;
  }

  /** What {@link #fromOutside} finds, in the order of names. */
  List<OutsideEvent> outside() {
    return all().stream().filter(t -> !t.isStart() && !t.isStop()).map(this::outside).toList();
  }

  private OutsideEvent outside(EventType type) {
    List<String> aliases =
        type.inputNames().stream().filter(name -> type.equals(find(name))).sorted().toList();
    return type.codec() instanceof RecordCodec record
        ? new OutsideEvent(type.name(), aliases, false, record.outsideFields())
        : new OutsideEvent(type.name(), aliases, true, List.of());
  }

  /**
   * What a client calls a type.
   *
   * @throws InvalidInputException listing what may be sent
   */
  EventType fromOutside(String name) {
    EventType type = find(name);
    if (type == null || type.isStart() || type.isStop()) {
      Set<String> allowed = new TreeSet<>();
      all().stream().filter(EventTypes::mayCome).forEach(t -> allowed.add(t.name()));
      throw new InvalidInputException(
          "a run takes no event '%s' from outside; it takes %s".formatted(name, allowed));
    }
    return type;
  }

  /** Whether it makes sense to send such an event: what asks a person is for people to read. */
  private static boolean mayCome(EventType type) {
    return !type.isStart() && !type.isStop() && !type.isQuestion();
  }

  /**
   * An event as stored.
   *
   * @throws Unencodable when JSON cannot hold it
   * @throws WorkflowException when its class is not registered
   */
  EventData encode(Event event) {
    EventType type = byClass.get(event.getClass());
    if (type == null) {
      throw new WorkflowException(
          "undeclared_event",
          "%s is no event of this workflow; name it in what a step takes or gives, or among its sends, streams or waits"
              .formatted(event.getClass().getName()));
    }
    return encode(type, event);
  }

  EventData encode(EventType type, Object event) {
    Payload payload =
        sharing
            ? Payload.opaque(event)
            : Payload.json(Json.write(out -> type.codec().write(out, event)), type.schema());
    return new EventData(type.name(), payload);
  }

  /**
   * The event's JSON, also where it was handed on as it is.
   *
   * @throws Unencodable when JSON cannot hold it
   */
  byte[] json(EventData event) {
    Object shared = event.payload().object();
    return shared == null
        ? event.payload().json()
        : Json.write(out -> named(event.type()).codec().write(out, shared));
  }

  /**
   * An event as it was stored, maybe by an earlier version of its class.
   *
   * @throws InvalidInputException when it cannot be read any more, with its schema and today's
   */
  Event decode(EventData event) {
    if (event.payload().object() instanceof Event shared) {
      return shared;
    }
    EventType type = named(event.type());
    try {
      return read(type, Json.parseObject(event.payload().json()), Reading.lenient());
    } catch (InvalidInputException e) {
      throw new InvalidInputException(e.getMessage() + "; " + type.of(event).explained());
    }
  }

  /**
   * What a client sent, checked strictly; free fields may come wrapped in {@code _data}.
   *
   * @throws InvalidInputException naming every problem and the fields allowed
   */
  Event decodeInput(EventType type, Map<String, @Nullable Object> fields) {
    return read(type, flatten(type, fields), Reading.strict());
  }

  /**
   * The same as stored.
   *
   * @throws InvalidInputException as for {@link #decodeInput}
   */
  EventData encodeInput(EventType type, Map<String, @Nullable Object> fields) {
    Event event = decodeInput(type, fields);
    try {
      return encode(type, event);
    } catch (Unencodable e) {
      throw new InvalidInputException(type.name() + ": " + Failures.message(e));
    }
  }

  private static Map<String, @Nullable Object> flatten(
      EventType type, Map<String, @Nullable Object> fields) {
    boolean own = type.codec() instanceof RecordCodec record && record.hasDataField();
    if (own || !(fields.get(DATA) instanceof Map<?, ?> data)) {
      return fields;
    }
    Map<String, @Nullable Object> flat = new LinkedHashMap<>(fields);
    flat.remove(DATA);
    flat.putAll(Json.asObject(data));
    return flat;
  }

  private static Event read(EventType type, Map<String, @Nullable Object> json, Reading in) {
    Object event = type.codec().read(json, in);
    if (event == null || !in.problems().isEmpty()) {
      String problems = String.join("; ", in.problems());
      boolean told = problems.contains("allowed are");
      String fields =
          !told && type.codec() instanceof RecordCodec r
              ? "; its fields are " + r.fieldNames()
              : "";
      throw new InvalidInputException(type.name() + ": " + problems + fields);
    }
    return (Event) event;
  }
}
