package org.llamadeploy4j.chaos;

/** The deployments of the relay: the same code, for different uses. */
enum Relays {
  /** Streams show at once what steps stream. */
  LIVE("Chaos", "live"),
  /** Streams show what was committed. */
  COMMITTED("ChaosCommitted", "committed"),
  /** Comes and goes all the time. */
  GUEST("ChaosGuest", "live");

  private final String title;
  private final String stream;

  Relays(String title, String stream) {
    this.title = title;
    this.stream = stream;
  }

  /** The deployment's name. */
  String title() {
    return title;
  }

  /** What its deployment file says of streams. */
  String stream() {
    return stream;
  }

  /** Where the API has it. */
  String path() {
    return "/deployments/" + title;
  }
}
