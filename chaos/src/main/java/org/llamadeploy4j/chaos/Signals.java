package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Signals that Java cannot send. A process that is gone gets none. */
final class Signals {
  private Signals() {}

  /** Stops a process in its tracks. */
  static void stop(long pid) {
    send(pid, "STOP");
  }

  /** Lets a stopped process go on. */
  static void goOn(long pid) {
    send(pid, "CONT");
  }

  private static void send(long pid, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
          .redirectError(Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new ChaosException("cannot send " + signal + " to process " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
