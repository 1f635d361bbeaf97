package org.llamadeploy4j.workflow.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON of one type in one form: equal values of the type give equal text. */
final class Canonical {

  private Canonical() {}

  /** A tree as the codec wrote it, with sorted names and sets and the shortest numbers. */
  static String of(@Nullable Object tree, Codec codec) {
    return Json.canonical(tree == null ? null : sorted(tree, codec));
  }

  private static Object sorted(Object tree, Codec codec) {
    return switch (codec) {
      case CollectionCodec c when tree instanceof List<?> list -> elements(c, list);
      case MapCodec c when tree instanceof Map<?, ?> map -> entries(map, name -> c.values());
      case OptionalCodec c -> sorted(tree, c.value());
      case RecordCodec c when tree instanceof Map<?, ?> map -> entries(map, name -> field(c, name));
      case SealedCodec c when tree instanceof Map<?, ?> map -> {
        RecordCodec leaf = c.leaf(map);
        yield leaf == null ? tree : sorted(tree, leaf);
      }
      default -> tree;
    };
  }

  private static @Nullable Codec field(RecordCodec codec, String name) {
    RecordCodec.Field field = codec.field(name);
    return field == null ? null : field.codec();
  }

  private interface Parts {
    @Nullable Codec codec(String name);
  }

  private static Map<String, @Nullable Object> entries(Map<?, ?> map, Parts parts) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      Codec codec = parts.codec((String) name);
      entries.put((String) name, value == null || codec == null ? value : sorted(value, codec));
    });
    return entries;
  }

  private static List<@Nullable Object> elements(CollectionCodec codec, List<?> list) {
    List<@Nullable Object> elements = new ArrayList<>();
    list.forEach(each -> elements.add(each == null ? null : sorted(each, codec.element())));
    if (codec.raw() != Set.class) {
      return elements;
    }
    Map<String, @Nullable Object> byText = new TreeMap<>();
    elements.forEach(each -> byText.put(Json.canonical(each), each));
    return new ArrayList<>(byText.values());
  }

  /** The tree with decimals that are whole, such as 100.0, as the integers that they are. */
  static Object wholeNumbers(Object tree) {
    return switch (tree) {
      case BigDecimal n -> Json.shortest(n);
      case List<?> list -> {
        List<@Nullable Object> numbers = new ArrayList<>();
        list.forEach(each -> numbers.add(each == null ? null : wholeNumbers(each)));
        yield numbers;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> numbers = new LinkedHashMap<>();
        map.forEach((name, each) -> numbers.put(name, each == null ? null : wholeNumbers(each)));
        yield numbers;
      }
      default -> tree;
    };
  }
}
