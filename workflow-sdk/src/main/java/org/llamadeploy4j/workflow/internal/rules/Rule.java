package org.llamadeploy4j.workflow.internal.rules;

import java.util.Locale;

/** The rules that a workflow keeps. docs/validation.md has a row for each. */
public enum Rule {
  STEP_PRIVATE,
  STEP_STATIC,
  STEP_GENERIC,
  STEP_SUSPEND(Group.SHAPE),
  STEP_ANNOTATIONS,
  STEP_NAME,
  STEP_OUTSIDE,
  STEP_CLOSED,
  WORKERS,
  TIMEOUT,
  RETRY,
  RETRY_TARGET,
  RETRY_POLICY,
  CHILD_CLASS,
  CHILD_NAME,

  NO_EVENT(Group.SHAPE),
  PARAMETER(Group.SHAPE),
  RAW_LIST(Group.SHAPE),
  TWO_LISTS(Group.SHAPE),
  LIST_BESIDE_EVENT(Group.SHAPE),
  SLOT_UNION,
  COLLECT_TARGET,
  COLLECT_TAKE,

  RETURN_TYPE(Group.SHAPE),
  RETURN_RAW(Group.SHAPE),
  RETURN_REACTIVE(Group.SHAPE),
  RETURN_SEVERAL(Group.SHAPE),
  FAN_OUT_INPUT(Group.SHAPE),
  FAN_OUT_NESTED(Group.SHAPE),
  FAN_OUT_OPEN(Group.SHAPE),
  FAN_OUT_DECLARED,
  FAN_OUT_STOP,

  EVENT_OPEN(Group.SHAPE),
  EVENT_CLASS(Group.SHAPE),
  EVENT_GENERIC(Group.SHAPE),
  EVENT_ROLES,
  EVENT_OURS(Group.SHAPE),
  EVENT_NAME,
  EVENT_CODEC,
  STATE_NAME,
  STATE_CODEC,
  TAKES_STOP(Group.GRAPH),
  GIVES_START,
  SENDS_STOP,

  WORKFLOW_NAME,
  NO_STEPS,
  RUN_LIMITS,
  START_TYPE,
  STOP_TYPE,
  UNPRODUCED(Group.GRAPH),
  TERMINAL_EVENT(Group.GRAPH),
  REACHABILITY(Group.GRAPH),
  DEAD_END(Group.GRAPH),
  JOIN_LEVEL(Group.GRAPH),
  SLOT_LEVEL(Group.GRAPH),
  UNJOINED_FAN_OUT(Group.GRAPH_ADVICE),

  HANDLER_PARAMETER(Group.SHAPE),
  HANDLER_RECOVERIES,
  HANDLER_UNKNOWN_STEP,
  HANDLER_OF_HANDLER,
  HANDLER_TWICE,
  HANDLER_WILDCARDS,

  INJECT_MISSING,
  INJECT_SEVERAL,
  CONFIG_WITHOUT_INJECT,
  CONFIG_RECORD,
  CONFIG_PATH,
  CONFIG_CODEC,
  CONFIG_FILE,
  MAKER_RETURNS,
  MAKER_PRIVATE,
  MAKER_STATIC,
  MAKER_PARAMETER,
  MAKER_TWICE,
  MAKER_CYCLE,
  MAKER_SCOPE,

  SHARED_FIELD(Group.ADVICE);

  /** When a rule counts. */
  private enum Group {
    ALWAYS,
    /** What the step takes or gives is not known, so that nothing can be said about the graph. */
    SHAPE,
    /** Left out when validation is switched off. */
    GRAPH,
    /** A warning. */
    ADVICE,
    /** A warning, left out when validation is switched off. */
    GRAPH_ADVICE
  }

  private final Group group;

  Rule() {
    this(Group.ALWAYS);
  }

  Rule(Group group) {
    this.group = group;
  }

  /** How it is shown and looked up, such as {@code dead-end}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether breaking it is only warned about. */
  public boolean isAdvice() {
    return group == Group.ADVICE || group == Group.GRAPH_ADVICE;
  }

  /** Whether breaking it leaves unknown what a step takes or gives. */
  boolean hidesFlow() {
    return group == Group.SHAPE;
  }

  /** Whether it is left out for a runner that does not validate the graph. */
  public boolean isGraph() {
    return group == Group.GRAPH || group == Group.GRAPH_ADVICE;
  }
}
