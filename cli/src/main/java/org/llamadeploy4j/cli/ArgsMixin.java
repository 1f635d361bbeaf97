package org.llamadeploy4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that gives an event's fields. */
final class ArgsMixin {
  @Option(
      names = {"-a", "--arg"},
      arity = "2",
      paramLabel = "KEY VALUE",
      hideParamSyntax = true,
      description =
          "A field of the event, as in '--arg message hi'; may be repeated. Values are strings.")
  private List<String> args = new ArrayList<>();

  /** The fields in the order in which they were given; of two of one name the last counts. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i + 1 < args.size(); i += 2) {
      fields.put(args.get(i), args.get(i + 1));
    }
    return fields;
  }
}
