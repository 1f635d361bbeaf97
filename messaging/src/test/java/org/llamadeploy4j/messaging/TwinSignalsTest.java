package org.llamadeploy4j.messaging;

import org.junit.jupiter.api.AfterEach;

class TwinSignalsTest extends SignalsContract {
  private final TwinCarrier carrier = new TwinCarrier();
  private final Signals signals =
      new ChannelSignals(channels, carrier, carrier, new LocalReplies(), true);

  @AfterEach
  void close() {
    carrier.close();
  }

  @Override
  Signals signals() {
    return signals;
  }

  @Override
  void publish(String channel, byte[] message) {
    carrier.publish(channel, message);
  }

  @Override
  void interrupt() {
    carrier.reconnect();
  }
}
