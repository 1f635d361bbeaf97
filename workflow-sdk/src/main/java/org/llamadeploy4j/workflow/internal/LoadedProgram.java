package org.llamadeploy4j.workflow.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.InvalidInputException;
import org.llamadeploy4j.workflow.JournalException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.RunCore;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TickCount;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.ProgramDescription;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunFailure;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.StateDescription;
import org.llamadeploy4j.workflow.spi.WorkflowFactory;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/**
 * The one implementation of {@link WorkflowProgram}. Immutable but for being closed and for {@link
 * MadeChildren}. Thread-safe.
 */
public final class LoadedProgram implements WorkflowProgram {

  private final Program program;
  private final OptionalInt concurrentRuns;
  private final StartInput startInput;
  private final MadeChildren children;
  private final DescribedStates states;

  // guarded by this
  private boolean closed;

  private LoadedProgram(Program program, OptionalInt concurrentRuns, Loading loading) {
    this.program = program;
    this.children = new MadeChildren(program, loading);
    this.concurrentRuns = concurrentRuns;
    this.startInput = new StartInput(program.flow(), program.model());
    this.states = new DescribedStates(program);
  }

  /** See {@link WorkflowProgram#load}. */
  public static LoadedProgram load(WorkflowFactory factory, ProgramOptions options) {
    Workflow workflow = create(factory, options);
    try {
      return of(workflow, Loading.of(options)).warned();
    } catch (WorkflowException e) {
      MadeChildren.close(workflow, options.name());
      throw e;
    }
  }

  private static Workflow create(WorkflowFactory factory, ProgramOptions options) {
    try {
      return factory.create(options.env());
    } catch (WorkflowDefinitionException e) {
      throw e;
    } catch (Exception | LinkageError | StackOverflowError e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      Throwable cause = Failures.peel(e);
      String problem =
          "it could not be made: " + cause.getClass().getName() + ": " + Failures.message(cause);
      throw new WorkflowDefinitionException(options.name(), List.of(problem), cause);
    }
  }

  /** The program of an instance that belongs to somebody else, with all its children. */
  static LoadedProgram of(Workflow workflow, Loading loading) {
    LoadedProgram made = lazily(workflow, loading);
    made.children.make();
    return made;
  }

  /** The same, whose children are made when something is first asked of them. */
  static LoadedProgram lazily(Workflow workflow, Loading loading) {
    Program root = Program.add(workflow, new Family(), loading);
    LoadedProgram made = new LoadedProgram(root, workflow.concurrentRuns(), loading);
    if (!ChildFlows.areIn(root)) {
      made.children.make();
    }
    return made;
  }

  @Override
  public OptionalInt concurrentRuns() {
    return concurrentRuns;
  }

  /** The same after what its authors should know was logged. */
  LoadedProgram warned() {
    program.family().all().forEach(MadeChildren::warn);
    return this;
  }

  /** What it is the program of. */
  Workflow workflow() {
    return program.workflow();
  }

  /**
   * The program with all its children; makes those if that has not been done.
   *
   * @throws WorkflowDefinitionException when one cannot be made or has problems of its own
   */
  Program program() {
    children.makeAndWarn();
    return program;
  }

  /** Whether runs may ask or hear humans, by themselves or in a child. */
  boolean asksHumans() {
    return program().family().asksHumans();
  }

  @Override
  public ProgramDescription description() {
    FlowModel model = program.model();
    return new ProgramDescription(
        program.options().name(),
        Names.of(model.startType()),
        Names.of(model.stopType()),
        model.steps().stream().map(StepModel::name).toList(),
        program.family().stepsOfChildren(program),
        program.family().outside(program),
        model.states().declared(),
        model.warnings());
  }

  @Override
  public List<StateDescription> states() {
    return states.all();
  }

  @Override
  public RunDriver start(RunRequest request, RunLog log) {
    return start(request, log, RunHooks.NONE);
  }

  RunDriver start(RunRequest request, RunLog log, RunHooks hooks) {
    RunDriver driver = new RunDriver(program(), request.runId(), log, hooks);
    driver.begin(begin(request));
    return driver;
  }

  @Override
  public RunDriver resume(RunRequest request, List<byte[]> journal, RunLog log) {
    return resume(request, journal, log, RunHooks.NONE);
  }

  RunDriver resume(RunRequest request, List<byte[]> journal, RunLog log, RunHooks hooks) {
    if (journal.isEmpty()) {
      return start(request, log, hooks);
    }
    CoreInput.Resume resume = readable(request.runId(), journal);
    RunDriver driver = new RunDriver(program(), request.runId(), log, hooks);
    driver.begin(resume);
    return driver;
  }

  /**
   * The ticks with today's names, and what they come to. Looks into what the run still needs only
   * where something was stored in another schema than today's.
   *
   * @throws JournalException when the run cannot go on from them; nothing was run
   */
  private CoreInput.Resume readable(String runId, List<byte[]> journal) {
    SchemaChanges.Scan scan = new SchemaChanges.Scan();
    List<Tick> ticks = JournalNames.today(program, JournalFormat.decodeAll(runId, journal), scan);
    if (!scan.unknownEvents().isEmpty()) {
      throw unfit(
          runId,
          ticks,
          "it has no event %s; what was renamed needs its old name as an alias"
              .formatted(scan.unknownEvents()));
    }
    RunState state = StoredRun.fold(program, runId, ticks);
    if (scan.mayDiffer()) {
      RunCheck check = RunCheck.changed(program, state);
      if (!check.missing().isEmpty()) {
        throw unfit(runId, ticks, "it does not have " + String.join(", ", check.missing()));
      }
      if (!check.unreadable().isEmpty()) {
        throw unfit(runId, ticks, String.join("; ", check.unreadable()));
      }
    }
    return new CoreInput.Resume(ticks, state);
  }

  private JournalException unfit(String runId, List<Tick> journal, String why) {
    String problem =
        "the run cannot go on with this version of %s: %s".formatted(program.flow(), why);
    return new JournalException(runId, TickCount.length(journal) - 1, problem, null);
  }

  @Override
  public Map<String, byte[]> initialState(String runId, List<byte[]> journal) {
    Map<String, byte[]> states = new HashMap<>();
    List<byte[]> first = journal.subList(0, Math.min(1, journal.size()));
    for (Tick tick :
        JournalNames.today(program, JournalFormat.decodeAll(runId, first), Renames.Seen.NOTHING)) {
      RunCore.begunWith(tick).forEach((name, state) -> states.put(name, state.json()));
    }
    return states;
  }

  /**
   * A start event as a request has it, when all children are there that a run may need.
   *
   * @throws WorkflowException when the workflow begins with none such
   * @throws WorkflowDefinitionException as {@link #program}
   */
  byte[] startJson(StartEvent start) {
    children.makeAndWarn();
    return startInput.write(start);
  }

  /** Lets a run go on from a state of it; these events come before anything else. */
  RunDriver recover(String runId, RunState state, List<ExternalEvent> events, RunLog log) {
    RunDriver driver = new RunDriver(program(), runId, log, RunHooks.NONE);
    driver.recover(state, events);
    return driver;
  }

  private CoreInput begin(RunRequest request) {
    Map<String, Payload> states = new HashMap<>();
    request.initialState().forEach((name, json) -> states.put(name, Payload.json(json)));
    try {
      EventData start = startInput.read(request.startInputJson());
      Map<String, Payload> today = new Renames(program, Renames.Seen.NOTHING).values(states);
      return new CoreInput.Begin(request.runId(), start, null, today);
    } catch (InvalidInputException e) {
      Failure failure = new Failure(e.getClass().getName(), Failures.message(e), "", null);
      Fault refusal = new Fault(RunFailure.INVALID_INPUT, failure);
      return new CoreInput.Begin(request.runId(), null, refusal, Map.of());
    }
  }

  @Override
  public synchronized void close() {
    closeMade();
    if (!closed) {
      closed = true;
      MadeChildren.close(program.workflow(), program.options().name());
    }
  }

  /** Closes the resources and the children, but not the workflow, which is the caller's. */
  void closeMade() {
    children.close();
  }
}
