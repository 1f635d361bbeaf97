package org.llamadeploy4j.apiserver;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.llamadeploy4j.protocol.ErrorBody;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.ProtocolJson;

/**
 * Answers requests that the HTTP layer refuses by itself, such as those with broken or too many
 * headers, in the form of all other errors.
 */
final class PlainErrors extends ErrorHandler {
  /** What every answer with an error says about its body. */
  static final HttpField JSON = new HttpField(HttpHeader.CONTENT_TYPE, "application/json");

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(JSON);
    if (response.getStatus() == ErrorCode.UNAVAILABLE.httpStatus()) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    }
    Object message = request.getAttribute(ERROR_MESSAGE);
    response.write(true, ByteBuffer.wrap(body(response.getStatus() + " " + message)), callback);
    return true;
  }

  /** The form of all errors. */
  static byte[] body(String detail) {
    return ProtocolJson.write(new ErrorBody(detail));
  }
}
