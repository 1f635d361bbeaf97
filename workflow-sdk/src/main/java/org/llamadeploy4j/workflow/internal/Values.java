package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.InvalidInputException;

/**
 * Reads a value as the type that a caller asks for. Numbers are what that type wants, so that none
 * loses a digit on the way.
 *
 * @param what what the value is called in messages
 */
record Values(Codecs codecs, String what) {

  /**
   * A value of a dynamic part: as {@link Json#parse} made it, or as an author put it there.
   *
   * @throws InvalidInputException when it does not fit
   */
  Object ofJson(Object value, Type type) {
    Object plain = AnyCodec.plain(value);
    return isA(type, plain) ? plain : ofObject(value, type);
  }

  /**
   * A value with a class of its own: as it is, or by way of its JSON.
   *
   * @throws InvalidInputException when it does not fit
   */
  Object ofObject(Object value, Type type) {
    if (isA(type, value)) {
      return value;
    }
    Reading in = Reading.lenient();
    Object read;
    try {
      Object tree = Json.parse(Json.write(out -> new AnyCodec(codecs).write(out, value)));
      read = tree == null ? in.problem("is null") : codecs.of(type).read(tree, in);
    } catch (Codecs.Unsupported e) {
      throw unfit(value, type, e.getMessage());
    } catch (Unencodable e) {
      throw unfit(value, type, "it cannot be written as JSON: " + e.getMessage());
    }
    if (read == null || !in.problems().isEmpty()) {
      throw new InvalidInputException(what + " " + String.join("; ", in.problems()));
    }
    return read;
  }

  private InvalidInputException unfit(Object value, Type type, @Nullable String why) {
    return new InvalidInputException(
        "%s is a %s and cannot be read as %s: %s"
            .formatted(what, value.getClass().getSimpleName(), type.getTypeName(), why));
  }

  private static boolean isA(Type type, Object value) {
    return type instanceof Class<?> c && Fields.boxed(c).isInstance(value);
  }
}
