package org.llamadeploy4j.workflow.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.graph.Execution.Attempt;
import org.llamadeploy4j.workflow.graph.Execution.Given;
import org.llamadeploy4j.workflow.graph.ExecutionFact.Ending;
import org.llamadeploy4j.workflow.graph.ExecutionFact.Outcome;
import org.llamadeploy4j.workflow.graph.GraphNode.Event.Role;
import org.llamadeploy4j.workflow.graph.Picture.Line;
import org.llamadeploy4j.workflow.graph.Picture.Shape;
import org.llamadeploy4j.workflow.graph.Picture.Stroke;

/**
 * An execution as a picture, from left to right. Outside has a shape for each time that something
 * comes from there, so that time goes in one direction only.
 */
final class ExecutionPicture {

  /** More attempts than this are not drawn, since nobody could read them. */
  static final int MAX_ATTEMPTS = 300;

  private final Execution execution;
  private final boolean isChild;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final Map<Integer, Attempt> takers = new HashMap<>();
  private final Set<Integer> unanswered = new HashSet<>();
  private int outside;

  private ExecutionPicture(Execution execution, boolean isChild) {
    this.execution = execution;
    this.isChild = isChild;
    for (Attempt attempt : drawn()) {
      attempt.inputs().forEach(event -> takers.putIfAbsent(event, attempt));
    }
  }

  static Picture of(Execution execution) {
    return of(execution, false);
  }

  private static Picture of(Execution execution, boolean isChild) {
    ExecutionPicture picture = new ExecutionPicture(execution, isChild);
    execution.events().stream()
        .filter(e -> e.by() <= MAX_ATTEMPTS && picture.isShown(e))
        .forEach(picture::add);
    picture.drawn().forEach(picture::add);
    return new Picture(
        execution.name(), picture.note(), Picture.Direction.RIGHT, picture.shapes, picture.lines);
  }

  private List<Attempt> drawn() {
    List<Attempt> all = execution.attempts();
    return all.subList(0, Math.min(all.size(), MAX_ATTEMPTS));
  }

  /** What came from outside for attempts that are not drawn is not drawn either. */
  private boolean isShown(Given event) {
    return event.by() > 0
        || takers.containsKey(event.number())
        || execution.attempts().size() <= MAX_ATTEMPTS;
  }

  private String note() {
    int count = execution.attempts().size();
    String attempts = count == 1 ? "1 attempt of a step" : count + " attempts of steps";
    String cut = count > MAX_ATTEMPTS ? ", the first " + MAX_ATTEMPTS + " are drawn" : "";
    Outcome outcome = execution.outcome();
    String how = outcome.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return attempts + cut + "; " + how + (outcome.text().isEmpty() ? "" : ": " + outcome.text());
  }

  private static String idOf(Attempt attempt) {
    return "step:" + attempt.step() + "#" + attempt.number();
  }

  private String idOf(int attempt) {
    return idOf(execution.attempts().get(attempt - 1));
  }

  private static String idOf(Given event) {
    return "event:" + event.type() + "#" + event.number();
  }

  private void add(Given event) {
    shapes.add(new Shape(idOf(event), event.type(), look(event)));
    if (event.by() > 0) {
      lines.add(new Line(idOf(event.by()), idOf(event), "", Stroke.FLOW));
      if (event.role() == Role.QUESTION) {
        unanswered.add(event.number());
      }
    }
    if (event.by() == 0 && !(isChild && event.role() == Role.START)) {
      addOutside(event);
    }
  }

  private void addOutside(Given event) {
    outside++;
    String id = GraphNode.External.ID + (outside == 1 ? "" : "#" + outside);
    shapes.add(new Shape(id, "outside", Look.EXTERNAL));
    lines.add(new Line(id, idOf(event), "", Stroke.FLOW));
    Given question = questionOf(event);
    if (question != null) {
      unanswered.remove(question.number());
      lines.add(new Line(idOf(question), id, "", Stroke.FLOW));
    }
  }

  /** The question that an event answers, if that is certain. */
  private @Nullable Given questionOf(Given answer) {
    Attempt taker = takers.get(answer.number());
    List<Given> open =
        execution.events().stream().filter(e -> unanswered.contains(e.number())).toList();
    return open.stream()
        .filter(q -> taker != null && q.by() == taker.after())
        .findFirst()
        .orElse(open.size() == 1 && answer.role() == Role.ANSWER ? open.getFirst() : null);
  }

  private static Look look(Given event) {
    return switch (event.role()) {
      case START -> Look.START;
      case STOP -> Look.STOP;
      case QUESTION, ANSWER, FAILURE, PLAIN -> Look.EVENT;
    };
  }

  private void add(Attempt attempt) {
    String id = idOf(attempt);
    String label = attempt.step() + "#" + attempt.number();
    shapes.add(new Shape(id, label, detail(attempt), "", look(attempt), null));
    attempt.inputs().forEach(e -> line(e, id, ""));
    attempt.collected().forEach(e -> line(e, id, "collected"));
    if (attempt.after() > 0) {
      follow(execution.attempts().get(attempt.after() - 1), attempt);
    }
    for (int i = 0; i < attempt.children().size(); i++) {
      Execution child = attempt.children().get(i);
      String inside = "child:" + attempt.number() + "." + (i + 1);
      shapes.add(new Shape(inside, child.name(), "", "", Look.CHILD, of(child, true)));
      lines.add(new Line(id, inside, "calls", Stroke.FLOW));
    }
  }

  private void line(int event, String attempt, String label) {
    lines.add(new Line(idOf(execution.events().get(event - 1)), attempt, label, Stroke.FLOW));
  }

  /** From an attempt to the next one for the same work, or from a failed one to its handler. */
  private void follow(Attempt before, Attempt next) {
    for (int i = 0; i < before.children().size(); i++) {
      String inside = "child:" + before.number() + "." + (i + 1);
      lines.add(new Line(inside, idOf(next), "returns", Stroke.FLOW));
    }
    if (before.children().isEmpty()) {
      String label =
          switch (before.ending()) {
            case null -> "";
            case Ending.Completed e -> "";
            case Ending.Waiting e -> "goes on";
            case Ending.Failed e -> e.retryIn() == null ? "handled" : "retry in " + e.retryIn();
            case Ending.Lost e -> "again";
          };
      Stroke stroke = before.ending() instanceof Ending.Failed ? Stroke.FAILURE : Stroke.RESUME;
      lines.add(new Line(idOf(before), idOf(next), label, stroke));
    }
  }

  private static String detail(Attempt attempt) {
    String outcome =
        switch (attempt.ending()) {
          case null -> "runs";
          case Ending.Completed e -> "";
          case Ending.Waiting e -> e.what();
          case Ending.Failed e -> "failed: " + e.why();
          case Ending.Lost e -> "cut off: " + e.why();
        };
    if (attempt.ordinal() == 1) {
      return outcome;
    }
    return "attempt " + attempt.ordinal() + (outcome.isEmpty() ? "" : ", " + outcome);
  }

  private static Look look(Attempt attempt) {
    return switch (attempt.ending()) {
      case null -> Look.STEP;
      case Ending.Completed e -> Look.STEP;
      case Ending.Waiting e -> Look.WAITED;
      case Ending.Failed e -> Look.FAILED;
      case Ending.Lost e -> Look.LOST;
    };
  }
}
