package org.llamadeploy4j.serviceruntime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.Durability;
import org.llamadeploy4j.messaging.FleetStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.MessagingUnavailableException;
import org.llamadeploy4j.messaging.Reservations;
import org.llamadeploy4j.messaging.RunControl;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.messaging.SessionStore;
import org.llamadeploy4j.messaging.ShardEnds;
import org.llamadeploy4j.messaging.Signals;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * One process's line to the store, which can be cut and mended; wake-ups go on, unless it is deaf.
 */
final class CutOff {
  private final Messaging store;
  private volatile boolean cut;
  private volatile boolean defect;
  private volatile boolean deaf;
  private volatile AfterCommit afterCommit = AfterCommit.NOTHING;
  private volatile boolean snapshotsOnly;

  /** What becomes of the line once a write of ticks has taken effect. */
  enum AfterCommit {
    NOTHING,
    /** The reply is lost, this time. */
    NO_REPLY,
    /** The reply is lost and the line cut. */
    CUT
  }

  CutOff(Messaging store) {
    this.store = store;
  }

  void cut(boolean now) {
    cut = now;
  }

  /** From now on, or no more, it hears nothing of its runs' inboxes. */
  void deaf(boolean now) {
    deaf = now;
  }

  /** From now on, or no more, every write of ticks fails as nobody expects. */
  void defect(boolean now) {
    defect = now;
  }

  /** What becomes of the line after the next write of ticks. */
  void afterCommit(AfterCommit then) {
    afterCommit = then;
  }

  /** What becomes of the line after the next commit that puts a snapshot in place of ticks. */
  void afterSnapshot(AfterCommit then) {
    snapshotsOnly = true;
    afterCommit = then;
  }

  /** Whether what was to happen after a commit is still to come. */
  boolean isSet() {
    return afterCommit != AfterCommit.NOTHING;
  }

  private void checkAfter(Object request) {
    AfterCommit then = afterCommit;
    if (then != AfterCommit.NOTHING
        && hasTicks(request)
        && (!snapshotsOnly || hasSnapshot(request))) {
      afterCommit = AfterCommit.NOTHING;
      cut = then == AfterCommit.CUT;
      throw new MessagingUnavailableException("the reply is lost", null);
    }
  }

  private static boolean hasTicks(Object request) {
    return request instanceof CompleteRequest complete
        ? hasTicks(complete.commit())
        : request instanceof CommitRequest commit && !commit.ticks().isEmpty();
  }

  private static boolean hasSnapshot(Object request) {
    return request instanceof CommitRequest commit && commit.snapshot() != null;
  }

  Messaging messaging() {
    RunStore runs = guarded(RunStore.class, store.runs());
    FleetStore fleet = guarded(FleetStore.class, store.fleet());
    Signals signals = hearing(store.signals());
    return new Messaging() {
      @Override
      public RunStore runs() {
        return runs;
      }

      @Override
      public RunControl control() {
        return store.control();
      }

      @Override
      public ShardEnds shardEnds() {
        return store.shardEnds();
      }

      @Override
      public SessionStore sessions() {
        return store.sessions();
      }

      @Override
      public Reservations reservations() {
        return store.reservations();
      }

      @Override
      public FleetStore fleet() {
        return fleet;
      }

      @Override
      public Signals signals() {
        return signals;
      }

      @Override
      public Health health() {
        return new Health(!cut, "a line that can be cut");
      }

      @Override
      public Durability durability() {
        return store.durability();
      }

      @Override
      public void close() {}
    };
  }

  @SuppressWarnings("unchecked")
  private Signals hearing(Signals target) {
    return (Signals)
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {Signals.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("onInbox")) {
                Consumer<@Nullable TaskId> wake = (Consumer<@Nullable TaskId>) arguments[1];
                return target.onInbox(
                    (RuntimeId) arguments[0],
                    task -> {
                      if (!deaf) {
                        wake.accept(task);
                      }
                    });
              }
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private <T> T guarded(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (cut) {
                throw new MessagingUnavailableException("the line is cut", null);
              }
              if (defect && arguments != null && hasTicks(arguments[0])) {
                throw new IllegalStateException("nobody has thought of this");
              }
              try {
                Object reply = method.invoke(target, arguments);
                if (arguments != null) {
                  checkAfter(arguments[0]);
                }
                return reply;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
