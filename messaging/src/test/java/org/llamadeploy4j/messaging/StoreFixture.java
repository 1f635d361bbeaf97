package org.llamadeploy4j.messaging;

import java.time.Duration;

/** Stores under test, with a clock and the accidents that can be made to happen to them. */
interface StoreFixture extends AutoCloseable {
  /** What is tested. Ended runs stay for a day, three of them and 4 KB at most. */
  RunStore runs();

  /** What is tested. */
  RunControl control();

  /** What is tested. */
  ShardEnds shardEnds();

  /** What is tested. */
  SessionStore sessions();

  /** What is tested. */
  Reservations reservations();

  /** Moves the store's clock; backwards as well. */
  void advance(Duration duration);

  /** Makes the store believe that another life of the server began, on the same data. */
  void restart();

  /** Makes the store believe that it has no room for new work. */
  void full(boolean full);

  /** All that is stored, equal for equal content. */
  String dump();

  @Override
  void close();
}
