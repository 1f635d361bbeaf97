package org.llamadeploy4j.workflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is not taken or not recovered from. Its {@link #code()} is one of the constants
 * here. No message holds anything of a key but its id.
 */
public final class SnapshotException extends WorkflowException {

  /** The bytes are no snapshot, or not all of one. */
  public static final String NOT_A_SNAPSHOT = "snapshot_malformed";

  /** The format is of another version than this program reads. */
  public static final String UNKNOWN_VERSION = "snapshot_unknown_version";

  /** None of the keys has the id, or the algorithm, that the snapshot was signed with. */
  public static final String UNKNOWN_KEY = "snapshot_unknown_key";

  /** The signature is wrong: something was changed, or another key of the same id signed it. */
  public static final String CHANGED = "snapshot_changed";

  /** The snapshot is of another workflow. */
  public static final String OTHER_WORKFLOW = "snapshot_other_workflow";

  /** The workflow has not got a step, event, state or child any more that the run needs. */
  public static final String UNKNOWN_NAME = "snapshot_unknown_name";

  /** What a signed snapshot holds cannot be read by this version of the workflow. */
  public static final String UNREADABLE = "snapshot_unreadable";

  /** More bytes than allowed. */
  public static final String TOO_LARGE = "snapshot_too_large";

  /** The run has ended; there is nothing to go on with. */
  public static final String RUN_ENDED = "snapshot_run_ended";

  /** The run holds objects that were never turned into JSON. */
  public static final String NOT_JSON = "snapshot_not_json";

  /** The keys are not right: none can sign, or they cannot be read or made. */
  public static final String BAD_KEYS = "snapshot_bad_keys";

  @Serial private static final long serialVersionUID = 1L;

  /**
   * An exception with a message for people.
   *
   * @param code one of the constants here
   */
  public SnapshotException(String code, String message) {
    this(code, message, null);
  }

  /** The same with its cause, or null. */
  public SnapshotException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
