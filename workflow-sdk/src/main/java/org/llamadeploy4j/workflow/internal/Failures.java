package org.llamadeploy4j.workflow.internal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.StoredThrowable;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.spi.RunFailure;

/** Exceptions of user code as data. Survives exceptions whose own methods throw. */
final class Failures {

  private static final int MAX_STACK_CHARS = 32_000;
  private static final int MAX_MESSAGE_CHARS = 8_000;

  private static final int MAX_CAUSES = 16;

  /** The codes of exceptions that say more than that a step failed. */
  private static final Set<String> CODES =
      Set.of(RunFailure.RESULT_NOT_JSON, RunFailure.STEP_TIMED_OUT);

  private Failures() {}

  /** The exception that user code threw, without what reflection and futures put around it. */
  static Throwable peel(Throwable thrown) {
    Throwable inner = thrown;
    Throwable cause = causeOf(inner);
    for (int i = 0; i < MAX_CAUSES && cause != null && isWrapper(inner); i++) {
      inner = cause;
      cause = causeOf(inner);
    }
    return inner;
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof InvocationTargetException
        || thrown instanceof UndeclaredThrowableException
        || thrown instanceof ExecutionException
        || thrown instanceof CompletionException;
  }

  private static @Nullable Throwable causeOf(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (Throwable e) { // its own methods may throw anything, errors included
      return null;
    }
  }

  static Fault of(Throwable thrown) {
    String code =
        thrown instanceof WorkflowException e && CODES.contains(e.code())
            ? e.code()
            : RunFailure.STEP_FAILED;
    Throwable cause = causeOf(thrown);
    return new Fault(
        code,
        new Failure(
            thrown.getClass().getName(),
            cut(message(thrown), MAX_MESSAGE_CHARS),
            cut(stack(thrown), MAX_STACK_CHARS),
            cause == null ? null : cause(cause, MAX_CAUSES),
            supertypes(thrown)));
  }

  /** The classes between that of the exception and Throwable. */
  private static List<String> supertypes(Throwable thrown) {
    List<String> names = new ArrayList<>();
    for (Class<?> c = thrown.getClass().getSuperclass();
        c != null && c != Throwable.class && c != Object.class;
        c = c.getSuperclass()) {
      names.add(c.getName());
    }
    return names;
  }

  /** The message and those of the causes that it does not quote itself. */
  static String withCauses(Failure failure) {
    StringBuilder words = new StringBuilder(failure.message());
    for (Failure cause = failure.cause(); cause != null; cause = cause.cause()) {
      if (words.indexOf(cause.message()) < 0) {
        words.append("; caused by ").append(cause.type()).append(": ").append(cause.message());
      }
    }
    return cut(words.toString(), MAX_MESSAGE_CHARS);
  }

  private static Failure cause(Throwable thrown, int left) {
    if (thrown instanceof StoredThrowable stored) {
      return cause(stored.failure(), left);
    }
    Throwable cause = causeOf(thrown);
    return new Failure(
        thrown.getClass().getName(),
        cut(message(thrown), MAX_MESSAGE_CHARS),
        "",
        cause == null || left == 0 ? null : cause(cause, left - 1),
        supertypes(thrown));
  }

  /** What was thrown in a child is stored again as what it was. */
  private static Failure cause(Failure stored, int left) {
    Failure cause = stored.cause();
    return new Failure(
        stored.type(),
        stored.message(),
        "",
        cause == null || left == 0 ? null : cause(cause, left - 1),
        stored.supertypes());
  }

  static String message(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      return message == null || message.isBlank() ? thrown.getClass().getName() : message;
    } catch (Throwable e) {
      return thrown.getClass().getName() + " (its getMessage threw " + e.getClass().getName() + ")";
    }
  }

  /** The message, cut where it is very long. */
  static String shortMessage(Throwable thrown) {
    return cut(message(thrown), MAX_MESSAGE_CHARS);
  }

  private static String stack(Throwable thrown) {
    StringWriter text = new StringWriter();
    try {
      thrown.printStackTrace(new PrintWriter(text, true));
    } catch (Throwable e) {
      text.append("(printing it threw ").append(e.getClass().getName()).append(')');
    }
    return text.toString();
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }
}
