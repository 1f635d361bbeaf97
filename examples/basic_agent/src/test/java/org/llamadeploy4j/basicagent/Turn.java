package org.llamadeploy4j.basicagent;

import java.util.List;

/** One answer of the scripted endpoint. */
sealed interface Turn {
  /** Says something, in pieces. */
  record Says(List<String> tokens) implements Turn {}

  /** Wants tools, all at once. */
  record Calls(List<Call> calls) implements Turn {}

  /** Answers with an error. */
  record Fails(int status) implements Turn {}

  /**
   * Says something and ends in the middle: the connection breaks, or is closed as if all was said.
   */
  record HangsUp(String token, boolean politely) implements Turn {}

  /** A wish for a tool; the arguments are JSON. */
  record Call(String id, String tool, String arguments) {}

  static Turn says(String... tokens) {
    return new Says(List.of(tokens));
  }

  static Turn calls(Call... calls) {
    return new Calls(List.of(calls));
  }

  static Call call(String id, String tool, String argument, String value) {
    return new Call(id, tool, "{\"%s\": \"%s\"}".formatted(argument, value));
  }
}
