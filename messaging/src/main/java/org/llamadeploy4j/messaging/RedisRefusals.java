package org.llamadeploy4j.messaging;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Says what it means that a server does not let us in, and what to do about it. Stateless. */
final class RedisRefusals {
  private static final String PASSWORD_PLACES =
      "give it in LLAMADEPLOY_REDIS_PASSWORD or with --redis-password-file";

  /** What a user of ours may do at least, as Redis writes it. */
  static final String RIGHTS = "~ld4j:* &ld4j:* +@all -@dangerous +info";

  private RedisRefusals() {}

  /** The exception for whoever wants to use the server. */
  static MessagingException of(RedisSettings settings, JedisException refusal) {
    String at = "Redis at " + settings.address();
    String message = saidBy(refusal);
    String known = known(settings, message);
    if (known != null) {
      return new MessagingException(at + " " + known, refusal);
    }
    if (refusal instanceof JedisConnectionException) {
      String away = unreachable(settings, refusal, message);
      return away.startsWith("nothing") || away.startsWith("there is no")
          ? new MessagingUnavailableException(away, refusal)
          : new MessagingException(away, refusal);
    }
    return new MessagingException(at + " refuses us: " + message, refusal);
  }

  /** The server's own words, also where Jedis puts others before them. */
  private static String saidBy(JedisException refusal) {
    return refusal.getCause() instanceof JedisDataException said
        ? String.valueOf(said.getMessage())
        : String.valueOf(refusal.getMessage());
  }

  private static @Nullable String known(RedisSettings settings, String message) {
    String user = settings.server().user().isEmpty() ? "default" : settings.server().user();
    if (message.startsWith("NOAUTH")) {
      return "needs a password; " + PASSWORD_PLACES;
    }
    if (message.startsWith("WRONGPASS") || message.contains("invalid password")) {
      return "does not accept the password of user '%s'; %s".formatted(user, PASSWORD_PLACES);
    }
    if (message.startsWith("NOPERM")) {
      return "does not let user '%s' do what is needed (%s); its rights must include: %s"
          .formatted(user, message, RIGHTS);
    }
    if (message.startsWith("LOADING")) {
      return "still reads its data after %s; start again when it is done"
          .formatted(settings.callTimeout());
    }
    if (message.startsWith("MASTERDOWN")) {
      return "is a replica that has lost its primary; give the address of the primary";
    }
    if (message.contains("unknown command")) {
      return "is too old (%s); Redis 7.0 or Valkey 7.2 or later is needed".formatted(message);
    }
    if (message.startsWith("DENIED")) {
      return "is in protected mode and takes local connections only; set a password on it";
    }
    if (message.contains("DB index is out of range")) {
      return "has no database %d; leave it out of the URL, or use a smaller number"
          .formatted(settings.server().database());
    }
    if (message.contains("max number of clients")) {
      return "has as many clients as it may; raise its maxclients";
    }
    return null;
  }

  private static String unreachable(
      RedisSettings settings, JedisException refusal, String message) {
    String address = settings.address();
    Throwable cause = rootOf(refusal);
    return switch (cause) {
      case UnknownHostException _ ->
          "there is no host '%s'; look at the address of the Redis"
              .formatted(settings.server().host());
      case ConnectException _, NoRouteToHostException _ -> nothingListens(address);
      // a listener that closes at this moment resets who has just come
      case SocketException _ when message.startsWith("Failed to connect") ->
          nothingListens(address);
      case SSLException _ ->
          "no TLS with %s (%s); a Redis without TLS is redis://, not rediss://"
              .formatted(address, cause.getMessage());
      case SocketTimeoutException _ ->
          "nothing answers at %s, though something listens there; is it Redis, and does it run?"
              .formatted(address);
      default ->
          message.contains("Unknown reply")
              ? "what answers at %s is no Redis: %s".formatted(address, message)
              : ("what listens at %s ends the connection (%s); if it is a Redis with TLS, use"
                      + " rediss://")
                  .formatted(address, message);
    };
  }

  private static String nothingListens(String address) {
    return "nothing listens at %s; start Redis there, or look at the address of the Redis"
        .formatted(address);
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // Jedis hides why it could not connect among what it suppressed.
    Throwable[] suppressed = root.getSuppressed();
    return suppressed.length == 0 ? root : rootOf(suppressed[suppressed.length - 1]);
  }
}
