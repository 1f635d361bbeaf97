package org.llamadeploy4j.chaos;

import java.time.Duration;

/**
 * How a link is.
 *
 * @param delay what each piece of traffic waits, in each direction
 * @param blackHole whether traffic disappears, on connections that stay open
 * @param refusing whether new connections are closed at once
 */
record Weather(Duration delay, boolean blackHole, boolean refusing) {
  static final Weather FAIR = new Weather(Duration.ZERO, false, false);

  static Weather slow(Duration delay) {
    return new Weather(delay, false, false);
  }

  static Weather silent() {
    return new Weather(Duration.ZERO, true, false);
  }

  static Weather closed() {
    return new Weather(Duration.ZERO, false, true);
  }
}
