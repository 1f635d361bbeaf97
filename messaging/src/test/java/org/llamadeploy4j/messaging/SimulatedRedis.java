package org.llamadeploy4j.messaging;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The twin as a simulation needs it: without a thread, on a clock that may jump, and able to fall
 * back to what it was. Owned by the simulation's one thread.
 */
public final class SimulatedRedis {
  private static final Channels CHANNELS = new Channels("ld4j:simulated:");

  private final SequencedMap<String, List<Listener>> listeners = new LinkedHashMap<>();
  private final TwinShards shards;
  private final RunStore runs;
  private final RunControl control;
  private final SessionStore sessions;
  private Map<Shard, TwinShard> saved = new HashMap<>();

  /**
   * Empty.
   *
   * @param clock its time
   * @param bug what is wrong with it; null: nothing
   * @param forgets whether it remembers no id of an event that was taken
   */
  public SimulatedRedis(InstantSource clock, @Nullable TwinBug bug, boolean forgets) {
    shards = new TwinShards(clock, CHANNELS, this::publish, 0);
    RunStore twin = new TwinRunStore(shards, Retention.DEFAULT);
    RunStore correct = forgets ? new ForgetfulStore(twin, shards) : twin;
    runs = bug == null ? correct : bug.in(correct, shards);
    control = new TwinRunControl(shards, Retention.DEFAULT);
    sessions = new TwinSessionStore(shards);
  }

  /** What takes hints to one process. */
  @FunctionalInterface
  public interface Line {
    /** Takes one hint there, later, or loses it. */
    void carry(Runnable hint);
  }

  private record Listener(Line line, Mailbox<?> mailbox) {}

  public RunStore runs() {
    return runs;
  }

  public RunControl control() {
    return control;
  }

  public SessionStore sessions() {
    return sessions;
  }

  /** The signals of one process. */
  public Signals signals(Line line) {
    return new ChannelSignals(
        CHANNELS,
        (channel, mailbox) -> listen(channel, new Listener(line, mailbox)),
        this::publish,
        new LocalReplies(),
        true);
  }

  private Signals.Subscription listen(String channel, Listener listener) {
    listeners.computeIfAbsent(channel, key -> new ArrayList<>()).add(listener);
    return () -> listener.mailbox().close();
  }

  private void publish(String channel, byte[] message) {
    for (Listener listener : listeners.getOrDefault(channel, List.of())) {
      listener
          .line()
          .carry(() -> {
            if (listener.mailbox().offer(message)) {
              listener.mailbox().empty();
            }
          });
    }
  }

  /** What the end of a cut does: those on this line look at everything. */
  public void reconnect(Line line) {
    for (List<Listener> all : listeners.values()) {
      for (Listener listener : all) {
        if (listener.line().equals(line)) {
          line.carry(() -> {
            if (listener.mailbox().offerEverything()) {
              listener.mailbox().empty();
            }
          });
        }
      }
    }
  }

  /** A process is no more. */
  public void hangUp(Line line) {
    listeners.values().forEach(all -> all.removeIf(listener -> listener.line().equals(line)));
  }

  /** What it has now is on its disk. */
  public void save() {
    saved = shards.save();
  }

  /**
   * Dies and lives again on what is on its disk.
   *
   * @return whether it has lost even that it had begun another life, so that the next generation
   *     has the number of one that was
   */
  public boolean crash(Shard shard) {
    long before = generation(shard);
    shards.restart(saved);
    return generation(shard) < before;
  }

  private long generation(Shard shard) {
    return shards.read(shard, s -> s.generation);
  }

  /** The ticks of a run; none where there is no such run. */
  public List<byte[]> journal(Shard shard, TaskId task) {
    return shards.read(
        shard,
        s -> {
          TwinRun run = s.runs.get(task);
          return run == null ? List.of() : List.copyOf(run.journal);
        });
  }

  /** What is left behind that no ended run should leave; empty when all is in order. */
  public List<String> leaks(Shard shard) {
    return shards.read(shard, SimulatedRedis::leaks);
  }

  private static List<String> leaks(TwinShard shard) {
    List<String> leaks = new ArrayList<>();
    shard.queues.forEach((name, tasks) -> {
      if (!tasks.isEmpty()) {
        leaks.add("queue " + name + " holds " + tasks);
      }
    });
    shard.owned.forEach((runtime, tasks) -> leaks.add(runtime + " owns " + tasks));
    shard.timers.forEach((task, at) -> leaks.add("a timer of " + task));
    shard.unfinished.forEach((version, count) -> leaks.add(count + " unfinished of " + version));
    shard.later.forEach((service, count) -> {
      if (count != 0) {
        leaks.add(count + " later ones of " + service);
      }
    });
    shard.sessions.forEach((id, session) -> {
      if (session.inUse() || !session.waiting.isEmpty()) {
        leaks.add("session " + id + " is in use");
      }
    });
    shard.runs.values().stream()
        .filter(run -> !run.inbox.isEmpty() || run.owner != null || run.token != null)
        .forEach(run -> leaks.add("run " + run.task + " has an inbox or an owner"));
    requireExact(shard.ended, shard.runs, leaks);
    return leaks;
  }

  /** What ended runs hold is known, since old ones are removed by it. */
  private static void requireExact(TwinEnded ended, Map<TaskId, TwinRun> runs, List<String> leaks) {
    if (ended.all().stream().mapToLong(TwinEnded.End::bytes).sum() != ended.bytes()) {
      leaks.add("ended runs are said to hold " + ended.bytes() + " bytes: " + ended.all());
    }
    for (TwinEnded.End end : ended.all()) {
      TwinRun run = runs.get(end.task());
      if (run == null || !run.status.ended() || RunBytes.of(run) != end.bytes()) {
        leaks.add("run " + end.task() + " does not hold the bytes that it ended with");
      }
    }
  }
}
