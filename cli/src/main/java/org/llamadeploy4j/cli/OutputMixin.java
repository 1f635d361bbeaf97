package org.llamadeploy4j.cli;

import java.nio.charset.StandardCharsets;
import org.llamadeploy4j.protocol.ProtocolJson;
import picocli.CommandLine.Option;

/** The option that says in which form a command prints. */
final class OutputMixin {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "How to print: text or json. Default: text.")
  private Form form = Form.text;

  /** The forms, as they are typed. */
  @SuppressWarnings("MemberName") // the words of the command line
  enum Form {
    text,
    json
  }

  boolean json() {
    return form == Form.json;
  }

  /** Prints a value as one line of JSON. */
  static void printJson(Terminal terminal, Object value) {
    terminal.out().println(new String(ProtocolJson.write(value), StandardCharsets.UTF_8));
  }
}
