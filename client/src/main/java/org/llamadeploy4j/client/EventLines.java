package org.llamadeploy4j.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Response;
import org.llamadeploy4j.protocol.EventWire;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.RunEvent;

/**
 * The events of a task, one JSON object a line, from the first on. One thread reads; any thread may
 * close, which ends a read that waits.
 */
public final class EventLines implements AutoCloseable {
  private final Call call;
  private final Response response;
  private final BufferedReader lines;

  EventLines(Call call, Response response) {
    this.call = call;
    this.response = response;
    this.lines = new BufferedReader(response.body().charStream());
  }

  /**
   * The next event; blocks until there is one.
   *
   * @return empty after the last event
   * @throws TransportException when the stream is cut off or closed meanwhile
   */
  public Optional<String> next() {
    try {
      return Optional.ofNullable(lines.readLine());
    } catch (IOException e) {
      throw new TransportException("the event stream was cut off: " + Transport.reason(e), e);
    }
  }

  /**
   * The next event with its type and, where the server says so, its origin; blocks until there is
   * one. For streams that were opened with {@link EventOptions#raw}.
   *
   * @return empty after the last event
   * @throws TransportException when the stream is cut off or closed meanwhile, or not raw
   */
  public Optional<RunEvent> nextEvent() {
    try {
      return next().map(EventWire::readRaw);
    } catch (ProtocolException e) {
      throw new TransportException("an event cannot be read: " + e.getMessage(), e);
    }
  }

  /** Ends the stream on this side; the task goes on. */
  @Override
  public void close() {
    call.cancel();
    response.close();
  }
}
