package org.llamadeploy4j.apiserver;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * An answer of one JSON object per line, written while it grows. Owned by the thread that handles
 * the request.
 */
final class NdjsonStream {
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ServletOutputStream out;

  private NdjsonStream(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    this.request = request;
    this.response = response;
    this.out = response.getOutputStream();
  }

  /** Sends the headers, so that the reader knows at once that the stream is there. */
  static NdjsonStream open(Context context) throws IOException {
    HttpServletResponse response = context.res();
    response.setStatus(200);
    response.setContentType("application/x-ndjson");
    NdjsonStream stream = new NdjsonStream(context.req(), response);
    response.flushBuffer();
    return stream;
  }

  /**
   * Writes a line with its end; it may wait in a buffer.
   *
   * @throws IOException when the reader is gone
   */
  void write(byte[] line) throws IOException {
    out.write(line);
  }

  /**
   * Sends what was written.
   *
   * @throws IOException when the reader is gone
   */
  void flush() throws IOException {
    response.flushBuffer();
  }

  /** Cuts the connection, so that no reader takes what it has for the whole stream. */
  void abort() {
    ServletContextRequest.getServletContextRequest(request)
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }
}
