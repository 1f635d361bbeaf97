package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.Deployment.Departure;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.HeldStates;

/**
 * The fleet on Redis, all under one hash tag: each write is one script, fenced by the leader's term
 * where the leader alone may make it. Documents are built here and replaced by comparison. Holds no
 * state.
 */
final class RedisFleetStore implements FleetStore {
  /** Of all that is kept in a namespace; another one cannot be read. */
  static final int FORMAT = 1;

  private static final String LANE = "fleet";
  private static final int ATTEMPTS = 20;
  private static final byte[] NONE = {};

  private final RedisScripts redis;
  private final List<String> keys;
  private final Supplier<String> operationIds;
  private final Script read;
  private final Script look;
  private final Script begin;
  private final Script finish;
  private final Script replace;
  private final Script undeploy;
  private final Script remove;
  private final Script assign;
  private final Script report;
  private final Script leave;
  private final Script lead;
  private final Script resign;
  private final Script identify;

  /**
   * Loads the scripts from the class path.
   *
   * @param prefix what every key of the fleet starts with
   * @param book finds a script by name; tests bring their own clock this way
   * @param operationIds makes ids that no other process makes
   */
  RedisFleetStore(
      RedisScripts redis,
      String prefix,
      Function<String, Script> book,
      Supplier<String> operationIds) {
    this.redis = redis;
    this.keys = List.of(prefix + "{fleet}:gen");
    this.operationIds = operationIds;
    read = book.apply("fleet_read");
    look = book.apply("fleet_look");
    begin = book.apply("fleet_begin");
    finish = book.apply("fleet_finish");
    replace = book.apply("fleet_replace");
    undeploy = book.apply("fleet_undeploy");
    remove = book.apply("fleet_remove");
    assign = book.apply("fleet_assign");
    report = book.apply("fleet_report");
    leave = book.apply("fleet_leave");
    lead = book.apply("fleet_lead");
    resign = book.apply("fleet_resign");
    identify = book.apply("fleet_identify");
  }

  /** Reads a script of the fleet that sees the server's time. */
  static Script script(String name) {
    return script(name, Script.resource("clock"));
  }

  /** The same with another source for the time: tests set it. */
  static Script script(String name, String clock) {
    return Script.load(name, clock + Script.resource("fleet"));
  }

  @Override
  public FleetState read() {
    RedisReply reply = RedisReply.of(tell(read, new RedisArgs()));
    Map<DeploymentName, Deployment> deployments = new HashMap<>();
    for (byte[] document : reply.bytesList(0)) {
      Deployment deployment = FleetDocuments.deployment(document);
      deployments.put(deployment.name(), deployment);
    }
    leaving(reply.list(5))
        .forEach((name, how) ->
            deployments.computeIfPresent(name, (same, deployment) -> deployment.leaving(how)));
    byte[] assignments = reply.bytesOrNull(3);
    return new FleetState(
        deployments,
        reply.bytesList(1).stream().map(FleetDocuments::rollout).toList(),
        reply.bytesList(2).stream().map(FleetDocuments::report).toList(),
        assignments == null ? Set.of() : FleetDocuments.assignments(assignments),
        reply.text(4));
  }

  private static Map<DeploymentName, Departure> leaving(RedisReply pairs) {
    Map<DeploymentName, Departure> leaving = new HashMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      leaving.put(new DeploymentName(pairs.text(i)), Departure.valueOf(pairs.text(i + 1)));
    }
    return leaving;
  }

  @Override
  public BeginReply begin(Rollout rollout, boolean reload) {
    RedisArgs args =
        new RedisArgs()
            .text(rollout.id())
            .text(rollout.deployment())
            .flag(reload)
            .bytes(FleetDocuments.write(rollout));
    return BeginReply.valueOf(RedisReply.word(run(begin, args)));
  }

  @Override
  public Optional<Rollout> rollout(RolloutId id) {
    return Optional.ofNullable(look(id.value(), "").rollout()).map(FleetDocuments::rollout);
  }

  @Override
  public boolean finish(LeaderTerm term, RolloutId id, Rollout.State state, String cause) {
    String operation = operationIds.get();
    return untilUnchanged(() -> {
      Look present = look(id.value(), "");
      if (present.rollout() == null) {
        return Outcome.REFUSED;
      }
      Rollout rollout = FleetDocuments.rollout(present.rollout());
      Rollout ended = FleetRules.ended(rollout, state, cause);
      RedisArgs args =
          new RedisArgs()
              .text(operation)
              .text(term.text())
              .text(id)
              .text(rollout.deployment())
              .bytes(FleetDocuments.write(ended))
              .bytes(present.deployment() == null ? NONE : present.deployment())
              .bytes(state == Rollout.State.LIVE ? liveAfter(rollout, present) : NONE);
      return outcome(run(finish, args));
    });
  }

  @Override
  public boolean assign(LeaderTerm term, Set<Assignment> assignments) {
    RedisArgs args = new RedisArgs().text(term.text()).bytes(FleetDocuments.write(assignments));
    return outcome(run(assign, args)) == Outcome.DONE;
  }

  @Override
  public boolean forget(LeaderTerm term, DeploymentName deployment, VersionId version) {
    return replace(term, deployment, before -> FleetRules.without(before, version));
  }

  @Override
  public boolean hold(
      LeaderTerm term, DeploymentName deployment, Incarnation incarnation, HeldStates states) {
    return replace(term, deployment, before -> FleetRules.holding(before, incarnation, states));
  }

  private boolean replace(
      LeaderTerm term, DeploymentName deployment, UnaryOperator<Deployment> change) {
    return untilUnchanged(() -> {
      byte[] present = look("", deployment.value()).deployment();
      RedisArgs args = new RedisArgs().text(term.text()).text(deployment);
      if (present == null) {
        return outcome(run(replace, args.bytes(NONE).bytes(NONE)));
      }
      Deployment after = change.apply(FleetDocuments.deployment(present));
      args.bytes(present).bytes(FleetDocuments.write(after));
      return outcome(run(replace, args));
    });
  }

  @Override
  public UndeployReply undeploy(DeploymentName deployment, Departure how) {
    RedisArgs args = new RedisArgs().text(deployment).text(how);
    return UndeployReply.valueOf(RedisReply.word(tell(undeploy, args)));
  }

  @Override
  public boolean remove(LeaderTerm term, DeploymentName deployment, Incarnation incarnation) {
    RedisArgs args = new RedisArgs().text(term.text()).text(deployment).text(incarnation);
    return outcome(tell(remove, args)) == Outcome.DONE;
  }

  @Override
  public void report(RuntimeReport said, Duration lease) {
    tell(
        report,
        new RedisArgs().text(said.runtime()).millis(lease).bytes(FleetDocuments.write(said)));
  }

  @Override
  public void leave(RuntimeId runtime) {
    tell(leave, new RedisArgs().text(runtime));
  }

  @Override
  public Optional<LeaderTerm> lead(String controlPlane, Duration lease) {
    Object reply = tell(lead, new RedisArgs().text(controlPlane).millis(lease));
    return reply instanceof Long term && term >= 0
        ? Optional.of(new LeaderTerm(controlPlane, term))
        : Optional.empty();
  }

  @Override
  public void resign(String controlPlane) {
    tell(resign, new RedisArgs().text(controlPlane));
  }

  @Override
  public Optional<FleetIdentity> identity() {
    return identified(new RedisArgs().text("").text(""));
  }

  @Override
  public FleetIdentity identify(FleetIdentity proposed) {
    return identified(new RedisArgs().text(proposed.id()).text(proposed.artifacts())).orElseThrow();
  }

  private Optional<FleetIdentity> identified(RedisArgs args) {
    RedisReply reply = RedisReply.of(tell(identify, args.number(FORMAT)));
    return reply.size() == 0
        ? Optional.empty()
        : Optional.of(new FleetIdentity(reply.text(0), reply.text(1)));
  }

  private enum Outcome {
    DONE,
    REFUSED,
    /** Somebody changed what the caller has built on: look again. */
    CHANGED
  }

  private record Look(Instant now, byte @Nullable [] rollout, byte @Nullable [] deployment) {}

  private Look look(String rollout, String deployment) {
    RedisReply reply = RedisReply.of(run(look, new RedisArgs().text(rollout).text(deployment)));
    return new Look(
        Instant.ofEpochMilli(reply.number(0)), reply.bytesOrNull(1), reply.bytesOrNull(2));
  }

  private static byte[] liveAfter(Rollout rollout, Look present) {
    Deployment before =
        present.deployment() == null ? null : FleetDocuments.deployment(present.deployment());
    return FleetDocuments.write(FleetRules.live(rollout, before, present.now()));
  }

  private static boolean untilUnchanged(Supplier<Outcome> attempt) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Outcome outcome = attempt.get();
      if (outcome != Outcome.CHANGED) {
        return outcome == Outcome.DONE;
      }
    }
    throw new MessagingException("a deployment changed " + ATTEMPTS + " times meanwhile");
  }

  private static Outcome outcome(@Nullable Object reply) {
    return Outcome.valueOf(RedisReply.word(reply));
  }

  private @Nullable Object run(Script script, RedisArgs args) {
    return redis.run(script, LANE, keys, args.list());
  }

  /**
   * For what is said or read again by itself: reports, leases, and the state of the fleet that they
   * make; an identity stands in the folder of the artifacts too.
   */
  private @Nullable Object tell(Script script, RedisArgs args) {
    return redis.run(script, RedisScripts.REPEATED, keys, args.list());
  }
}
