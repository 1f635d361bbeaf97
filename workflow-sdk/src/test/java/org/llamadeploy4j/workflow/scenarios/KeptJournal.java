package org.llamadeploy4j.workflow.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** A run as a host keeps it: its journal in a list, from any prefix of which it can be resumed. */
final class KeptJournal implements RunLog {

  private final Supplier<Workflow> workflow;
  private final ManualClock clock;
  private final RunRequest request;
  private final List<byte[]> journal = new ArrayList<>(); // guarded by this
  private final List<PublishedEvent> events = new ArrayList<>(); // guarded by this
  private RunHandle run;

  private KeptJournal(
      Supplier<Workflow> workflow, ManualClock clock, String startJson, List<byte[]> journal) {
    this.workflow = workflow;
    this.clock = clock;
    this.request = new RunRequest("run-1", startJson.getBytes(UTF_8), Map.of());
    this.journal.addAll(journal);
    WorkflowProgram program =
        WorkflowProgram.load(env -> workflow.get(), ProgramOptions.of("kept", Env.empty(), clock));
    this.run = program.resume(request, List.copyOf(this.journal), this);
  }

  static KeptJournal start(Supplier<Workflow> workflow, String startJson) {
    return new KeptJournal(workflow, ManualClock.create(), startJson, List.of());
  }

  /** The same run in a fresh instance of its workflow, after the first so many ticks. */
  KeptJournal resumed(int ticks) {
    return new KeptJournal(
        workflow, clock, new String(request.startInputJson(), UTF_8), ticks().subList(0, ticks));
  }

  /** Stops it without an end, as when a process dies, and gives it to a fresh instance. */
  KeptJournal moved() throws Exception {
    run.abandon("moved");
    run.ended().toCompletableFuture().get();
    return resumed(ticks().size());
  }

  void send(String id, String type, String json) {
    run.deliver(List.of(new ExternalEvent(id, type, json.getBytes(UTF_8), null)));
  }

  /** The result as JSON. */
  String result() throws Exception {
    RunEnd end = run.ended().toCompletableFuture().get();
    return end instanceof RunEnd.Finished(RunOutcome.Completed done)
        ? new String(done.resultJson(), UTF_8)
        : "not completed: " + end;
  }

  synchronized List<byte[]> ticks() {
    return List.copyOf(journal);
  }

  synchronized List<String> texts() {
    return journal.stream().map(tick -> new String(tick, UTF_8)).toList();
  }

  synchronized long published(String type) {
    return events.stream().filter(e -> e.type().equals(type)).count();
  }

  void awaitPublished(String type, int count) {
    Await.until(() -> published(type) >= count);
  }

  ManualClock clock() {
    return clock;
  }

  @Override
  public synchronized CommitResult commit(Commit commit) {
    journal.addAll(commit.ticks());
    events.addAll(commit.events());
    return CommitResult.Committed.nothingNew();
  }

  @Override
  public synchronized void publish(PublishedEvent event) {
    events.add(event);
  }

  @Override
  public boolean mayRun() {
    return true;
  }
}
