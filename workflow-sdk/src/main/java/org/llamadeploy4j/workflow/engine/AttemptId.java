package org.llamadeploy4j.workflow.engine;

/** One attempt of one work item, in a run or in a child of it. */
public record AttemptId(RunPath path, long item, int attempt) {

  /** An attempt in the run itself. */
  public static AttemptId of(long item, int attempt) {
    return new AttemptId(RunPath.ROOT, item, attempt);
  }
}
