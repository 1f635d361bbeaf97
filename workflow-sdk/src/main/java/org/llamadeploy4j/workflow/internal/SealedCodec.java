package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/**
 * A sealed type as the object of one of its records, with the record's logical name in {@value
 * #TYPE_FIELD}.
 */
final class SealedCodec implements Codec {

  static final String TYPE_FIELD = "@type";

  private final Class<?> type;
  private final Map<Class<?>, Leaf> byClass = new HashMap<>();
  private final Map<String, Leaf> byName = new HashMap<>();

  private record Leaf(String name, List<String> aliases, RecordCodec codec) {}

  SealedCodec(Class<?> type) {
    this.type = type;
  }

  /** A codec for one of the records alone. */
  static SealedCodec ofLeaf(Class<?> leafType, Codec codec) {
    SealedCodec leaf = new SealedCodec(leafType);
    leaf.add(leafType, Names.all(leafType), codec);
    return leaf;
  }

  void add(Class<?> leafType, Set<String> names, Codec codec) {
    List<String> all = List.copyOf(names);
    Leaf leaf = new Leaf(all.getFirst(), all.subList(1, all.size()), (RecordCodec) codec);
    byClass.put(leafType, leaf);
    names.forEach(name -> byName.put(name, leaf));
  }

  String name() {
    return Names.of(type);
  }

  @Override
  public Map<String, Object> schema(JsonSchema whole) {
    List<Object> leaves = new ArrayList<>();
    leaves().forEach(leaf -> leaves.add(leaf.codec().schema(whole, TYPE_FIELD, leaf.name())));
    return JsonSchema.ordered("oneOf", leaves);
  }

  @Override
  public JsonKind kind() {
    return JsonKind.OBJECT;
  }

  @Override
  public void shape(Shape shape) {
    shape.word("one(");
    leaves()
        .forEach(
            leaf -> shape.name(leaf.name()).aliases(leaf.aliases()).part(leaf.codec()).word(","));
    shape.word(")");
  }

  private List<Leaf> leaves() {
    return byClass.values().stream().sorted(Comparator.comparing(Leaf::name)).toList();
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    Leaf leaf = byClass.get(value.getClass());
    if (leaf == null) {
      throw new Unencodable(value.getClass().getName() + " is no " + type.getSimpleName());
    }
    out.writeStartObject();
    out.writeName(TYPE_FIELD);
    out.writeString(leaf.name());
    leaf.codec().writeFields(out, value);
    out.writeEndObject();
  }

  /** How the record is written that an object names, or null. */
  @Nullable RecordCodec leaf(Map<?, ?> object) {
    Leaf leaf = object.get(TYPE_FIELD) instanceof String name ? byName.get(name) : null;
    return leaf == null ? null : leaf.codec();
  }

  @Override
  public @Nullable Object read(Object json, Reading in) {
    if (!(json instanceof Map<?, ?> object)) {
      return in.problem("must be an object, is " + Json.kind(json));
    }
    Leaf leaf = object.get(TYPE_FIELD) instanceof String name ? byName.get(name) : null;
    if (leaf == null) {
      Object given = object.get(TYPE_FIELD);
      String is = given == null ? "" : ", not " + in.describe(given);
      return in.problem(
          "needs a field '%s' with one of %s%s"
              .formatted(TYPE_FIELD, new TreeSet<>(byName.keySet()), is));
    }
    Map<Object, @Nullable Object> rest = new LinkedHashMap<>(object);
    rest.remove(TYPE_FIELD);
    return leaf.codec().read(rest, in);
  }
}
