package org.llamadeploy4j.apiserver;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.controlplane.RetryAfter;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.protocol.ErrorBody;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what handlers throw into answers of the form {@code {"detail": …}}. */
final class ErrorAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final int SHORT_ID = 8;

  private ErrorAnswers() {}

  static void register(RoutesConfig routes) {
    routes.exception(ControlPlaneException.class, ErrorAnswers::refused);
    routes.exception(InvalidRequestException.class, ErrorAnswers::invalid);
    routes.exception(
        ProtocolException.class,
        (e, ctx) -> answer(ctx, ErrorCode.INVALID_INPUT, String.valueOf(e.getMessage())));
    routes.exception(MessagingUnavailableException.class, ErrorAnswers::storeAway);
    routes.exception(
        HttpResponseException.class,
        (e, ctx) -> answer(ctx, e.getStatus(), String.valueOf(e.getMessage())));
    routes.exception(IOException.class, ErrorAnswers::clientGone);
    routes.exception(InterruptedException.class, ErrorAnswers::stopping);
    routes.exception(Exception.class, ErrorAnswers::unexpected);
  }

  private static void refused(ControlPlaneException e, Context ctx) {
    if (e.getCause() != null) {
      LOG.debug("Refused {} {}: {}", ctx.method(), ctx.path(), e.getMessage(), e.getCause());
    }
    answer(ctx, e.code(), e.getMessage(), e.retryAfter().orElse(RetryAfter.SHORTEST));
    e.blockedBy().ifPresent(task -> ctx.result(blocked(e.getMessage(), task)));
  }

  private static byte[] blocked(String detail, String task) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("detail", detail);
    body.put("blocked_by", task);
    return ProtocolJson.write(body);
  }

  private static void invalid(InvalidRequestException e, Context ctx) {
    ctx.status(ErrorCode.INVALID_INPUT.httpStatus())
        .contentType("application/json")
        .result(e.toJson());
  }

  private static void storeAway(MessagingUnavailableException e, Context ctx) {
    LOG.debug("The store does not answer {} {}", ctx.method(), ctx.path(), e);
    // As long again as it has been away: nobody knows better.
    answer(
        ctx,
        ErrorCode.UNAVAILABLE,
        "The store does not answer: " + e.getMessage(),
        RetryAfter.bounded(e.awayFor()));
  }

  private static void clientGone(IOException e, Context ctx) {
    LOG.debug("The client of {} {} is gone", ctx.method(), ctx.path(), e);
    answer(ctx, ErrorCode.BAD_REQUEST, "The request could not be read: " + e.getMessage());
  }

  private static void stopping(InterruptedException e, Context ctx) {
    Thread.currentThread().interrupt();
    LOG.debug("{} {} was interrupted", ctx.method(), ctx.path(), e);
    answer(ctx, ErrorCode.UNAVAILABLE, "This server stops; try again");
  }

  private static void unexpected(Exception e, Context ctx) {
    String id = UUID.randomUUID().toString().substring(0, SHORT_ID);
    LOG.error("Error {} while answering {} {}", id, ctx.method(), ctx.path(), e);
    answer(
        ctx,
        ErrorCode.INTERNAL,
        "Internal error %s; the server's log has the details".formatted(id));
  }

  private static void answer(Context ctx, ErrorCode code, String detail) {
    answer(ctx, code, detail, RetryAfter.SHORTEST);
  }

  private static void answer(Context ctx, ErrorCode code, String detail, Duration retryAfter) {
    if (code == ErrorCode.OVERLOADED || code == ErrorCode.UNAVAILABLE) {
      ctx.header("Retry-After", String.valueOf(retryAfter.toSeconds()));
    }
    answer(ctx, code.httpStatus(), detail);
  }

  static void answer(Context ctx, int status, String detail) {
    ctx.status(status)
        .contentType("application/json")
        .result(ProtocolJson.write(new ErrorBody(detail)));
  }
}
