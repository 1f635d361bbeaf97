package org.llamadeploy4j.chaos;

/** What a process of the fleet is. */
enum Role {
  RUNTIME("runtime", "Service runtime"),
  API_SERVER("apiserver", "API server"),
  CONTROL_PLANE("control-plane", "Control plane");

  private final String word;
  private final String greeting;

  Role(String word, String greeting) {
    this.word = word;
    this.greeting = greeting;
  }

  /** The subcommand that starts it. */
  String word() {
    return word;
  }

  /** What it prints when it is ready. */
  String greeting() {
    return greeting;
  }
}
