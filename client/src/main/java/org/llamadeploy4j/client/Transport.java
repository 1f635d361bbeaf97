package org.llamadeploy4j.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.ProtocolJson;

/** Sends requests and turns what goes wrong into this package's exceptions. Thread-safe. */
final class Transport implements AutoCloseable {
  private static final int MAX_ANSWER_BYTES = ProtocolJson.MAX_DOCUMENT_BYTES;

  private final ClientSettings settings;
  private final OkHttpClient calls;
  private final OkHttpClient streams;

  Transport(ClientSettings settings) {
    this.settings = settings;
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(settings.timeout())
            .readTimeout(Duration.ZERO)
            .writeTimeout(settings.timeout());
    if (settings.insecure()) {
      AnyCertificate trust = AnyCertificate.create();
      builder.sslSocketFactory(trust.sockets(), trust).hostnameVerifier((host, session) -> true);
    }
    this.streams = builder.build();
    this.calls = streams.newBuilder().callTimeout(settings.timeout()).build();
  }

  /** The body of a successful answer; empty if it has none. */
  byte[] call(Request request) {
    try (Response response = calls.newCall(request).execute()) {
      byte[] body = body(response);
      if (!response.isSuccessful()) {
        throw refusal(response, body);
      }
      return body;
    } catch (IOException e) {
      throw failure(request, e);
    }
  }

  /** The successful answer of a request that goes on until somebody closes it. */
  EventLines open(Request request) {
    Call call = streams.newCall(request);
    try {
      Response response = call.execute();
      if (response.isSuccessful()) {
        return new EventLines(call, response);
      }
      try (response) {
        throw refusal(response, body(response));
      }
    } catch (IOException e) {
      throw failure(request, e);
    }
  }

  @Override
  public void close() {
    calls.dispatcher().executorService().shutdown();
    calls.connectionPool().evictAll();
  }

  /** What an I/O exception says, or what it is called where it says nothing. */
  static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private static byte[] body(Response response) throws IOException {
    try (InputStream in = response.body().byteStream()) {
      byte[] body = in.readNBytes(MAX_ANSWER_BYTES + 1);
      if (body.length > MAX_ANSWER_BYTES) {
        throw new TransportException(
            "the answer of %s has more than %d bytes"
                .formatted(response.request().url(), MAX_ANSWER_BYTES),
            null);
      }
      return body;
    }
  }

  private static ApiException refusal(Response response, byte[] body) {
    return new ApiException(response.code(), ErrorDetail.of(response.code(), body));
  }

  private ClientException failure(Request request, IOException e) {
    return switch (e) {
      case ConnectException refused -> new ServerDownException(settings.server(), refused);
      case UnknownHostException unknown -> new ServerDownException(settings.server(), unknown);
      case NoRouteToHostException cut -> new ServerDownException(settings.server(), cut);
      case InterruptedIOException late when !Thread.currentThread().isInterrupted() ->
          new TransportException(
              ("no answer from %s within %s s; it may still be at work on what was asked: look there"
                      + " first, and allow a longer timeout (0: for ever)")
                  .formatted(settings.server(), settings.timeout().toSeconds()),
              late);
      default ->
          new TransportException(
              "%s %s failed: %s".formatted(request.method(), request.url(), reason(e)), e);
    };
  }

  /** Reads an answer that is not of the agreed form as a failure of the call. */
  static <T> T read(byte[] body, Class<T> type) {
    try {
      return ProtocolJson.read(body, type);
    } catch (ProtocolException e) {
      throw new TransportException("the server's answer cannot be read: " + e.getMessage(), e);
    }
  }
}
