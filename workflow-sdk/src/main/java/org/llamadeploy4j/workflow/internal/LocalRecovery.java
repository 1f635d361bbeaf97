package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.Recovery;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.spi.ExternalEvent;

/** A recovery of a run in this process. Immutable. */
final class LocalRecovery implements Recovery {

  private final LocalRuns runs;
  private final LocalRunSettings settings;
  private final SnapshotBody body;
  private final String runId;
  private final List<ExternalEvent> events;

  LocalRecovery(
      LocalRuns runs,
      LocalRunSettings settings,
      SnapshotBody body,
      String runId,
      List<ExternalEvent> events) {
    this.runs = runs;
    this.settings = settings;
    this.body = body;
    this.runId = runId;
    this.events = List.copyOf(events);
  }

  @Override
  public Recovery with(Event event) {
    Required.check(event, "with", "event", "the event that the run waits for");
    Program root = runs.program();
    EventTypes types = root.family().knowing(root, event.getClass()).events();
    EventData data = StepAttempt.encode(types, event);
    EventType unused = types.fromOutside(data.type()); // refuses what begins or ends a run
    return with(data.type(), types.json(data));
  }

  @Override
  public Recovery with(Map<String, ?> fields) {
    Required.check(fields, "with", "fields", "the fields of the event that the run waits for");
    TreeSet<String> awaited = new TreeSet<>();
    collectAwaited(body.state(), awaited);
    if (awaited.isEmpty()) {
      addAnswersThatStepsTake(runs.program(), awaited);
    }
    if (awaited.size() > 1) {
      throw new InvalidInputException(
          "the run waits for %s; give one of these events instead of a map".formatted(awaited));
    }
    EventTypes own = runs.program().events();
    byte[] json = own.json(StepAttempt.encode(own, HumanResponseEvent.of(fields)));
    if (awaited.isEmpty()) {
      return with(Names.of(HumanResponseEvent.class), json);
    }
    EventTypes types = runs.program().family().knowing(runs.program(), awaited.first()).events();
    EventType type = types.fromOutside(awaited.first());
    Event checked = types.decodeInput(type, Json.parseObject(json));
    return with(checked);
  }

  /** A question that a step returned is answered by an event that another step takes. */
  private static void addAnswersThatStepsTake(Program program, Set<String> types) {
    for (StepModel step : program.model().steps()) {
      for (String name : step.plan().accepts()) {
        if (program.events().named(name).isAnswer()) {
          types.add(name);
        }
      }
    }
  }

  private static void collectAwaited(RunState state, Set<String> types) {
    for (WorkItem item : state.items().values()) {
      WorkItem.OpenWait wait = item.awaited();
      if (wait != null) {
        types.addAll(wait.spec().types());
      }
    }
    state.children().runs().values().forEach(child -> collectAwaited(child.state(), types));
  }

  private Recovery with(String type, byte[] json) {
    List<ExternalEvent> more = new ArrayList<>(events);
    more.add(new ExternalEvent(UUID.randomUUID().toString(), type, json));
    return new LocalRecovery(runs, settings, body, runId, more);
  }

  @Override
  public Recovery withRunId(String id) {
    return new LocalRecovery(
        runs,
        settings,
        body,
        Required.notNull(id, "withRunId", "runId", "an id, or leave it out"),
        events);
  }

  @Override
  public Handler start() {
    return runs.recover(runId, body.state(), events, settings);
  }
}
