package org.llamadeploy4j.workflow.internal.resources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.ResourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources of a loaded workflow, or of one run of it, which also reaches those of the
 * workflow.
 *
 * <p>A resource is made by the thread that asks first; others that ask meanwhile wait for that one
 * resource and get the same. Thread-safe: its state is guarded by its own lock, under which no user
 * code runs.
 */
public final class ResourceScope implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ResourceScope.class);

  private final Object workflow;
  private final Wiring wiring;
  private final @Nullable ResourceScope parent;
  private final String name;
  private final Object lock = new Object();

  // guarded by lock
  private final Map<Maker, CompletableFuture<Landing>> flights = new HashMap<>();
  private final List<Teardown.Item> made = new ArrayList<>();
  private boolean closed;

  private ResourceScope(
      Object workflow, Wiring wiring, @Nullable ResourceScope parent, String name) {
    this.workflow = workflow;
    this.wiring = wiring;
    this.parent = parent;
    this.name = name;
  }

  static ResourceScope ofWorkflow(Object workflow, Wiring wiring) {
    return new ResourceScope(workflow, wiring, null, "workflow");
  }

  /**
   * The scope of one run, to be asked of the workflow's scope. Makes nothing yet. Close it when the
   * run is over in this process, before the workflow's.
   */
  public ResourceScope openRun(String runId) {
    if (parent != null) {
      throw new IllegalStateException("a run is opened in the workflow's scope, this is " + name);
    }
    return new ResourceScope(workflow, wiring, this, "run " + runId);
  }

  /**
   * What is asked for, made on this thread if it is not there yet. Blocks while makers run, on this
   * or another thread.
   *
   * @throws ResourceException when a maker fails, nothing makes it, or the scope is closed
   * @throws InterruptedException when interrupted while waiting or in a maker
   */
  public Object get(Want want) throws InterruptedException {
    if (isClosed()) {
      throw gone(want, name);
    }
    return switch (wiring.source(want)) {
      case Source.Given(Object value) -> value;
      case Source.Absent(String problem) ->
          throw new ResourceException(
              ResourceException.UNAVAILABLE,
              "the resource " + want.typeName() + " cannot be had: " + problem);
      case Source.Made(Maker maker) ->
          switch (landing(maker)) {
            case Landing.Made(Object value, boolean own) -> value;
            case Landing.Failed failed -> throw failed.exception();
            case Landing.Closed(String scope) -> throw gone(want, scope);
            case Landing.Abandoned abandoned ->
                throw new IllegalStateException("an abandoned making is for others only");
          };
    };
  }

  private static ResourceException gone(Want want, String scope) {
    return new ResourceException(
        ResourceException.CLOSED,
        "the resource %s is gone: the %s is over".formatted(want.typeName(), scope));
  }

  /** In the scope that the maker belongs to. */
  private Landing landing(Maker maker) throws InterruptedException {
    boolean ofRun = maker.scope() == Provides.Scope.RUN;
    if (ofRun && parent == null) {
      throw new ResourceException(
          ResourceException.UNAVAILABLE,
          "the resource %s lives as long as a run and there is none"
              .formatted(maker.made().typeName()));
    }
    return ofRun || parent == null ? here(maker) : parent.here(maker);
  }

  private Landing here(Maker maker) throws InterruptedException {
    while (true) {
      CompletableFuture<Landing> mine = new CompletableFuture<>();
      CompletableFuture<Landing> first;
      synchronized (lock) {
        if (closed) {
          return new Landing.Closed(name);
        }
        first = flights.putIfAbsent(maker, mine);
      }
      if (first == null) {
        return make(maker, mine);
      }
      Landing landing = await(first);
      if (!(landing instanceof Landing.Abandoned)) {
        return landing;
      }
    }
  }

  private static Landing await(CompletableFuture<Landing> flight) throws InterruptedException {
    try {
      return flight.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a making ends with a landing", e);
    }
  }

  private Landing make(Maker maker, CompletableFuture<Landing> flight) throws InterruptedException {
    Landing landing = new Landing.Abandoned(); // what others see if the call ends by a throw
    try {
      landing = call(maker);
    } finally {
      land(maker, flight, landing);
    }
    return flight.getNow(landing);
  }

  private Landing call(Maker maker) throws InterruptedException {
    Object[] arguments = new Object[maker.wants().size()];
    for (int i = 0; i < arguments.length; i++) {
      Want want = maker.wants().get(i);
      switch (wiring.source(want)) {
        case Source.Given(Object value) -> arguments[i] = value;
        case Source.Absent(String problem) -> throw new IllegalStateException(problem);
        case Source.Made(Maker needed) -> {
          Landing landing = landing(needed);
          if (landing instanceof Landing.Made there) {
            arguments[i] = there.value();
          } else {
            return landing instanceof Landing.Failed failed ? failed.neededBy(maker) : landing;
          }
        }
      }
    }
    return call(maker, arguments);
  }

  private Landing call(Maker maker, Object[] arguments) throws InterruptedException {
    try {
      Object value = maker.making().make(workflow, arguments);
      LOG.debug("made the resource of maker={} scope={}", maker.name(), name);
      return value == null
          ? new Landing.Failed(List.of(maker), "returned null", null)
          : new Landing.Made(value, isOwn(value, arguments));
    } catch (Throwable thrown) { // user code may throw anything, errors included
      if (thrown instanceof InterruptedException || Thread.interrupted()) {
        throw interrupted(maker, thrown);
      }
      return Landing.Failed.threw(maker, thrown);
    }
  }

  private static InterruptedException interrupted(Maker maker, Throwable thrown) {
    var interrupted = new InterruptedException("interrupted in the maker " + maker.name());
    interrupted.initCause(thrown);
    return interrupted;
  }

  /** Whether the maker made it, rather than passing on what somebody else closes. */
  private boolean isOwn(Object value, Object[] arguments) {
    Set<Object> ofOthers = Collections.newSetFromMap(new IdentityHashMap<>());
    ofOthers.add(workflow);
    ofOthers.addAll(Arrays.asList(arguments));
    return !ofOthers.contains(value);
  }

  /** Keeps what was made, or closes it if the scope was closed meanwhile; then tells who waits. */
  private void land(Maker maker, CompletableFuture<Landing> flight, Landing landing) {
    List<Teardown.Item> items =
        landing instanceof Landing.Made(AutoCloseable resource, boolean own) && own
            ? List.of(new Teardown.Item(maker.name(), resource))
            : List.of();
    boolean isMade = landing instanceof Landing.Made;
    boolean late;
    synchronized (lock) {
      late = closed;
      if (isMade && !late) {
        made.addAll(items);
      } else {
        flights.remove(maker);
      }
    }
    flight.complete(isMade && late ? new Landing.Closed(name) : landing);
    if (late) {
      close(items);
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /**
   * Closes what was made here, last first, on this thread. What is being made now is closed by its
   * own thread as soon as it is there. Failures are logged. Idempotent.
   */
  @Override
  public void close() {
    List<Teardown.Item> items;
    synchronized (lock) {
      closed = true;
      items = List.copyOf(made);
      made.clear();
      flights.clear();
    }
    close(items);
  }

  private void close(List<Teardown.Item> items) {
    if (!items.isEmpty()) {
      ClassLoader own = workflow.getClass().getClassLoader();
      Teardown.close(items, name, own == null ? ClassLoader.getSystemClassLoader() : own);
    }
  }
}
