package org.llamadeploy4j.workflow.internal;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.InvalidInputException;

/** Access to an event's fields by name. */
public final class Fields {

  private Fields() {}

  /** The behaviour of {@link Event#get(String, Class)}. */
  public static <T> T get(Event event, String name, Class<T> type) {
    return boxed(type).cast(read(event, name, type));
  }

  /** The behaviour of {@code get} for a type with type arguments. */
  public static Object read(Event event, String name, Type type) {
    FreeEvent free = event instanceof FreeEvent f ? f : null;
    Object value = free == null ? component(event, name) : fieldOf(free, name);
    String what = "field '" + name + "' of " + Names.of(event.getClass());
    if (value == null) {
      throw new InvalidInputException(what + " is null");
    }
    Values values = new Values(new Codecs(), what);
    return free == null ? values.ofObject(value, type) : values.ofJson(value, type);
  }

  private static @Nullable Object fieldOf(FreeEvent event, String name) {
    Map<String, @Nullable Object> fields = event.fields();
    if (!fields.containsKey(name)) {
      throw missing(name, List.copyOf(fields.keySet()));
    }
    return fields.get(name);
  }

  private static InvalidInputException missing(String name, List<String> there) {
    return new InvalidInputException("there is no field '" + name + "'; there are " + there);
  }

  private static @Nullable Object component(Event event, String name) {
    RecordComponent[] components = event.getClass().getRecordComponents();
    if (components == null) {
      throw new InvalidInputException(event.getClass().getName() + " is not a record");
    }
    for (RecordComponent component : components) {
      if (component.getName().equals(name)) {
        return value(component, event);
      }
    }
    throw missing(name, Arrays.stream(components).map(RecordComponent::getName).toList());
  }

  private static @Nullable Object value(RecordComponent component, Event event) {
    var accessor = component.getAccessor();
    accessor.setAccessible(true);
    try {
      return accessor.invoke(event);
    } catch (InvocationTargetException e) {
      throw new InvalidInputException(component.getName() + " threw " + e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("accessor was made accessible", e);
    }
  }

  /** The class of the objects that stand for values of the type. */
  @SuppressWarnings("unchecked") // the wrapper of T boxes to T
  static <T> Class<T> boxed(Class<T> type) {
    return (Class<T>) MethodType.methodType(type).wrap().returnType();
  }
}
