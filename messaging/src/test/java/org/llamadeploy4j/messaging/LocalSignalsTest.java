package org.llamadeploy4j.messaging;

import org.junit.jupiter.api.AfterEach;

class LocalSignalsTest extends SignalsContract {
  private final LocalCarrier carrier = new LocalCarrier();
  private final Signals signals = new ChannelSignals(channels, carrier);

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
