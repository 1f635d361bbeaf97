package org.llamadeploy4j.chaos;

/** The deployments of the relay: the same code, for different uses. */
enum Relays {
  /** Streams show at once what steps stream. */
  LIVE("Chaos", "live", "whole"),
  /** Streams show what was committed, and journals are compacted. */
  COMMITTED("ChaosCommitted", "committed", "compact"),
  /** Comes and goes all the time. */
  GUEST("ChaosGuest", "live", "whole");

  private final String title;
  private final String stream;
  private final String journal;

  Relays(String title, String stream, String journal) {
    this.title = title;
    this.stream = stream;
    this.journal = journal;
  }

  /** The deployment's name. */
  String title() {
    return title;
  }

  /** What its deployment file says of streams. */
  String stream() {
    return stream;
  }

  /** What its deployment file says of journals. */
  String journal() {
    return journal;
  }

  /** Where the API has it. */
  String path() {
    return "/deployments/" + title;
  }
}
