package org.llamadeploy4j.workflow.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.OutsideEvent.JsonKind;
import tools.jackson.core.JsonGenerator;

/**
 * A value that is one JSON string, number or boolean. Numbers never lose anything: what does not
 * fit is a problem.
 *
 * <p>Over 300 lines: it is a table, with an entry for each scalar and how that one is read.
 *
 * @param name what shapes call it; never to be changed
 * @param expected what messages call it
 * @param reader gives null for what does not fit
 * @param kind what it is in JSON
 */
record ScalarCodec(
    String name,
    String expected,
    BiConsumer<JsonGenerator, Object> writer,
    Function<Object, @Nullable Object> reader,
    JsonKind kind)
    implements Codec {

  private static final Map<Class<?>, Codec> ALL = all();

  /** What a schema need not say besides the kind. */
  private static final Set<String> PLAIN =
      Set.of("a string", "an integer", "a number", "true or false");

  /** The codec of a scalar type, or null when the type is none. */
  static @Nullable Codec of(Class<?> type) {
    return ALL.get(type);
  }

  /** Every scalar type. */
  static Set<Class<?>> types() {
    return ALL.keySet();
  }

  @Override
  public Map<String, Object> schema(JsonSchema whole) {
    Map<String, Object> schema = new LinkedHashMap<>(JsonSchema.ofKind(kind));
    if (!PLAIN.contains(expected)) {
      schema.put("description", expected);
    }
    return schema;
  }

  @Override
  public void shape(Shape shape) {
    shape.word(name);
  }

  @Override
  public void write(JsonGenerator out, Object value) {
    try {
      writer.accept(out, value);
    } catch (ClassCastException e) { // somebody's unchecked cast
      throw new Unencodable("must be %s, is a %s".formatted(expected, value.getClass().getName()));
    }
  }

  @Override
  public @Nullable Object read(Object json, Reading in) {
    Object value = readOrNull(json);
    return value == null ? in.problem("must be " + expected + ", is " + in.describe(json)) : value;
  }

  private @Nullable Object readOrNull(Object json) {
    try {
      return reader.apply(json);
    } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public @Nullable KeyCodec asKey() {
    return new KeyCodec() {
      @Override
      public void shape(Shape shape) {
        ScalarCodec.this.shape(shape);
      }

      @Override
      public String write(Object key) {
        return key.toString();
      }

      @Override
      public @Nullable Object read(String name, Reading in) {
        Object key = readOrNull(kind == JsonKind.STRING ? name : value(name));
        return key == null
            ? in.problem("has a key that is not " + expected + ": " + in.describe(name))
            : key;
      }
    };
  }

  /** A name of an object as the number, true or false that it was written for. */
  private static Object value(String name) {
    try {
      return name.matches("-?\\d+") ? (Object) new BigInteger(name) : new BigDecimal(name);
    } catch (NumberFormatException e) {
      return name.equals("true") || name.equals("false") ? Boolean.valueOf(name) : name;
    }
  }

  private static Map<Class<?>, Codec> all() {
    Map<Class<?>, Codec> all = new HashMap<>();
    ScalarCodec text = text("string", "a string", s -> s);
    all.put(String.class, text);
    number(all, byte.class, Byte.class, n -> n.byteValueExact());
    number(all, short.class, Short.class, n -> n.shortValueExact());
    number(all, int.class, Integer.class, n -> n.intValueExact());
    number(all, long.class, Long.class, n -> n.longValueExact());
    all.put(
        BigInteger.class,
        new ScalarCodec(
            "biginteger",
            "an integer",
            (out, v) -> out.writeNumber(JsonLimits.number((BigInteger) v)),
            ScalarCodec::integer,
            JsonKind.INTEGER));
    all.put(
        BigDecimal.class,
        new ScalarCodec(
            "bigdecimal",
            "a number",
            (out, v) -> out.writeNumber(JsonLimits.number((BigDecimal) v)),
            ScalarCodec::decimal,
            JsonKind.NUMBER));
    floating(all);
    Codec flag =
        new ScalarCodec(
            "boolean",
            "true or false",
            (out, v) -> out.writeBoolean((Boolean) v),
            json -> json instanceof Boolean ? json : null,
            JsonKind.BOOLEAN);
    all.put(boolean.class, flag);
    all.put(Boolean.class, flag);
    Codec character = text("char", "one character", s -> s.length() == 1 ? s.charAt(0) : null);
    all.put(char.class, character);
    all.put(Character.class, character);
    all.put(UUID.class, text("uuid", "a UUID", UUID::fromString));
    all.put(URI.class, text("uri", "a URI", URI::create));
    all.put(
        byte[].class,
        new ScalarCodec(
            "bytes",
            "base64",
            (out, v) ->
                out.writeString(JsonLimits.text(Base64.getEncoder().encodeToString((byte[]) v))),
            json -> json instanceof String s ? Base64.getDecoder().decode(s) : null,
            JsonKind.STRING));
    times(all);
    return Map.copyOf(all);
  }

  private static void times(Map<Class<?>, Codec> all) {
    all.put(Instant.class, text("instant", "a time such as 2026-01-31T10:15:30Z", Instant::parse));
    all.put(Duration.class, text("duration", "a duration such as PT30S", Duration::parse));
    all.put(Period.class, text("period", "a period such as P1M", Period::parse));
    all.put(LocalDate.class, text("localdate", "a date such as 2026-01-31", LocalDate::parse));
    all.put(LocalTime.class, text("localtime", "a time such as 10:15:30", LocalTime::parse));
    all.put(
        LocalDateTime.class,
        text("localdatetime", "a time such as 2026-01-31T10:15:30", LocalDateTime::parse));
    all.put(
        OffsetDateTime.class,
        text("offsetdatetime", "a time such as 2026-01-31T10:15:30+01:00", OffsetDateTime::parse));
    all.put(
        OffsetTime.class, text("offsettime", "a time such as 10:15:30+01:00", OffsetTime::parse));
    all.put(
        ZonedDateTime.class,
        text(
            "zoneddatetime",
            "a time such as 2026-01-31T10:15:30+01:00[Europe/Paris]",
            ZonedDateTime::parse));
    all.put(ZoneId.class, text("zoneid", "a time zone such as Europe/Paris", ZoneId::of));
    all.put(ZoneOffset.class, text("zoneoffset", "a time offset such as +01:00", ZoneOffset::of));
    all.put(Year.class, text("year", "a year", Year::parse));
    all.put(YearMonth.class, text("yearmonth", "a month such as 2026-01", ScalarCodec::month));
    all.put(MonthDay.class, text("monthday", "a day such as --01-31", MonthDay::parse));
  }

  /** A month of a year after 9999 is written without the sign that is asked for when it is read. */
  private static YearMonth month(String text) {
    return YearMonth.parse(text.matches("\\d{5,}-.*") ? "+" + text : text);
  }

  private static ScalarCodec text(
      String name, String expected, Function<String, @Nullable Object> parse) {
    return new ScalarCodec(
        name,
        expected,
        (out, v) -> out.writeString(JsonLimits.text(v.toString())),
        json -> json instanceof String s ? parse.apply(s) : null,
        JsonKind.STRING);
  }

  private static void number(
      Map<Class<?>, Codec> all,
      Class<?> primitive,
      Class<?> boxed,
      Function<BigInteger, Object> narrow) {
    String expected = "an integer that fits " + primitive;
    Codec codec =
        new ScalarCodec(
            primitive.getName(),
            expected,
            (out, v) -> out.writeNumber(((Number) v).longValue()),
            json -> {
              BigInteger whole = integer(json);
              return whole == null ? null : narrow.apply(whole);
            },
            JsonKind.INTEGER);
    all.put(primitive, codec);
    all.put(boxed, codec);
  }

  private static void floating(Map<Class<?>, Codec> all) {
    Codec doubles =
        new ScalarCodec(
            "double",
            "a number that fits double",
            (out, v) -> out.writeNumber(finite((Double) v)),
            json -> {
              BigDecimal n = decimal(json);
              return n == null || !holds(json, n, n.doubleValue())
                  ? null
                  : (Object) n.doubleValue();
            },
            JsonKind.NUMBER);
    all.put(double.class, doubles);
    all.put(Double.class, doubles);
    Codec floats =
        new ScalarCodec(
            "float",
            "a number that fits float",
            (out, v) -> {
              finite(((Float) v).doubleValue());
              out.writeNumber((Float) v);
            },
            json -> {
              BigDecimal n = decimal(json);
              return n == null || !holds(json, n, n.floatValue()) ? null : (Object) n.floatValue();
            },
            JsonKind.NUMBER);
    all.put(float.class, floats);
    all.put(Float.class, floats);
  }

  /** Whether the nearest floating number will do: digits of an integer are never lost. */
  private static boolean holds(Object json, BigDecimal exact, double nearest) {
    if (Double.isInfinite(nearest) || (nearest == 0 && exact.signum() != 0)) {
      return false;
    }
    return json instanceof BigDecimal || new BigDecimal(nearest).compareTo(exact) == 0;
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new Unencodable("JSON has no number for " + value);
    }
    return value;
  }

  private static @Nullable BigInteger integer(Object json) {
    return switch (json) {
      case Long n -> BigInteger.valueOf(n);
      case BigInteger n -> n;
      default -> null;
    };
  }

  private static @Nullable BigDecimal decimal(Object json) {
    return switch (json) {
      case Long n -> BigDecimal.valueOf(n);
      case BigInteger n -> new BigDecimal(n);
      case BigDecimal n -> n;
      default -> null;
    };
  }
}
