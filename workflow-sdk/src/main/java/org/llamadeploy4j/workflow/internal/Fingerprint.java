package org.llamadeploy4j.workflow.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.llamadeploy4j.workflow.engine.StepPlan;

/**
 * A short text that is the same for a workflow as long as it and its children have the same steps,
 * which take and give the same events, and the same types of events and states. It tells that a
 * workflow has changed, not whether that matters.
 */
final class Fingerprint {

  private static final int CHARS = 32;

  private Fingerprint() {}

  static String of(Program program) {
    TreeMap<String, Program> family = new TreeMap<>();
    program.family().all().forEach(each -> family.put(each.flow(), each));
    StringBuilder text = new StringBuilder(program.flow());
    family.values().forEach(each -> describe(each, text));
    return hash(text.toString(), CHARS);
  }

  /** The first so many characters of the text's SHA-256 in hexadecimal. */
  static String hash(String text, int chars) {
    byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest).substring(0, chars);
  }

  private static void describe(Program program, StringBuilder text) {
    FlowModel model = program.model();
    TreeMap<String, StepPlan> steps = new TreeMap<>();
    model.steps().forEach(step -> steps.put(step.name(), step.plan()));
    line(text, "workflow", program.flow());
    for (StepPlan step : steps.values()) {
      line(text, "step", step.name());
      line(text, "takes", step.takes().getClass().getSimpleName() + sorted(step.accepts()));
      line(text, "gives", "" + sorted(step.gives().returns()) + sorted(step.gives().members()));
      line(text, "sends", "" + sorted(step.gives().sends()));
    }
    for (EventType type : model.events().all()) {
      line(text, "event", type.name());
      if (type.codec() instanceof RecordCodec record) {
        line(text, "fields", "" + record.fieldNames());
      }
    }
    line(text, "states", "" + sorted(program.stateTypes()));
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append('\n').append(what).append(' ').append(value);
  }

  private static Set<String> sorted(Collection<String> names) {
    return new TreeSet<>(names);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
