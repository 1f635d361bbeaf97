package org.llamadeploy4j.controlplane;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.VersionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from an API server to the queues: knows what is live, admits or refuses tasks, waits for
 * their ends. Needs the store alone; the control plane may be down.
 *
 * <p>Safe for use by many threads between start and close. Calls block, so make them on virtual
 * threads.
 */
public final class Router implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

  private final Messaging messaging;
  private final RouterSettings settings;
  private final Ids ids;
  private final RoutingTable table;
  private final EndWaiters waiters;
  private final LoadControl load;
  private final Loop refreshing;
  private @Nullable Subscription fleetChanges;

  /**
   * A router that does not follow the fleet yet.
   *
   * @param messaging stays the caller's; not closed by this
   */
  public Router(Messaging messaging, RouterSettings settings) {
    this(
        messaging, settings, new Ids(InstantSource.system(), new SecureRandom()), System::nanoTime);
  }

  Router(Messaging messaging, RouterSettings settings, Ids ids, LongSupplier nanoTime) {
    this.messaging = messaging;
    this.settings = settings;
    this.ids = ids;
    this.table = new RoutingTable(messaging);
    this.waiters = new EndWaiters(messaging, settings, ids.uuid().toString());
    this.load = LoadControl.of(messaging.runs(), nanoTime);
    this.refreshing = new Loop("router-refresh", settings.sweep(), table::refresh);
  }

  /**
   * Begins to follow the fleet.
   *
   * @throws MessagingException when the store cannot be subscribed to; nothing runs then
   */
  public void start() {
    waiters.start();
    try {
      fleetChanges = messaging.signals().onFleetChange(refreshing::ring);
    } catch (MessagingException e) {
      waiters.close();
      throw e;
    }
    refreshing.start();
  }

  /** Names of what is live, sorted, as the store has them now. */
  public List<DeploymentName> deployments() {
    return messaging.fleet().read().deployments().keySet().stream().sorted().toList();
  }

  /**
   * A live deployment.
   *
   * @throws ControlPlaneException NOT_FOUND when there is none of that name; UNAVAILABLE when it is
   *     still being deployed for the first time
   */
  public LiveDeployment open(String name) {
    Deployment known = table.known(name);
    return new LiveDeployment(this, known == null ? readAgain(name) : known);
  }

  /**
   * Lets in a request with a new task, unless it would be refused because too much has been
   * accepted already, whatever service it is for: as far as this server knows without asking the
   * store. Ask once for each request, since those that are let in are counted. Does not block. Not
   * for a request with an idempotency key, whose task may be there.
   *
   * @param name of a deployment; any text
   * @return OVERLOADED, with the time after which to try again; empty: it is let in
   */
  public Optional<ControlPlaneException> arrive(String name) {
    Deployment known = table.known(name);
    if (known == null || known.departure() != null) {
      return Optional.empty();
    }
    Shards shards = new Shards(known.incarnation(), settings.shards());
    return Optional.ofNullable(load.arrive(known, shards));
  }

  /** The deployment as the store has it now; the table follows soon. */
  Deployment readAgain(String name) {
    RoutingTable.Lookup lookup = table.look(name);
    if (lookup.live().isPresent()) {
      refreshing.ring();
      return lookup.live().get();
    }
    if (lookup.rolling()) {
      throw new ControlPlaneException(
          ErrorCode.UNAVAILABLE,
          "Deployment '%s' is being deployed and has no live version yet".formatted(name));
    }
    throw new ControlPlaneException(ErrorCode.NOT_FOUND, "Deployment not found");
  }

  /** What runs of a version take from outside, as far as it is known. */
  EventShapes events(VersionId version) {
    return table.events(version);
  }

  Messaging messaging() {
    return messaging;
  }

  RouterSettings settings() {
    return settings;
  }

  Ids ids() {
    return ids;
  }

  EndWaiters waiters() {
    return waiters;
  }

  LoadControl load() {
    return load;
  }

  /** Stops following the fleet and wakes all who wait, with an error. Idempotent. */
  @Override
  public void close() {
    waiters.close();
    if (fleetChanges != null) {
      fleetChanges.close();
      fleetChanges = null;
    }
    if (!refreshing.stop(STOP_DEADLINE)) {
      LOG.warn("The routing table's loop did not stop within {}", STOP_DEADLINE);
    }
  }
}
