package org.llamadeploy4j.workflowprocessor;

import java.util.HashSet;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.internal.rules.Place;
import org.llamadeploy4j.workflow.internal.rules.Problem;

/** Shows problems at the elements that have them, each once. Belongs to one compilation. */
final class Reporter {

  private final Messager messager;
  private final Elements elements;
  private final Set<TypeElement> sources = new HashSet<>();
  private final Set<Shown> shown = new HashSet<>();

  private record Shown(Element element, String text) {}

  Reporter(Messager messager, Elements elements) {
    this.messager = messager;
    this.elements = elements;
  }

  /** Notes an outermost type that is being compiled, so that its elements have lines. */
  void compiling(TypeElement type) {
    sources.add(type);
  }

  /** Shows what is wrong with the workflow. */
  void report(MirrorFlow flow, Problem problem) {
    Diagnostic.Kind kind =
        problem.rule().isAdvice() ? Diagnostic.Kind.WARNING : Diagnostic.Kind.ERROR;
    Place place = problem.place();
    Element element = element(flow, place);
    boolean here = isCompiled(element);
    Element at = here ? element : flow.type();
    if (!shown.add(new Shown(at, problem.text()))) {
      return;
    }
    Marks marks = here && place.method() >= 0 ? marks(flow.method(place.method())) : null;
    if (marks == null || place.attribute().isEmpty()) {
      messager.printMessage(kind, problem.text(), at);
    } else {
      messager.printMessage(
          kind, problem.text(), at, marks.mirror(), marks.written(place.attribute()));
    }
  }

  /** Shows an error that is not about a workflow. */
  void error(Problem problem, Element element) {
    if (shown.add(new Shown(element, problem.text()))) {
      messager.printMessage(Diagnostic.Kind.ERROR, problem.text(), element);
    }
  }

  private static Element element(MirrorFlow flow, Place place) {
    if (place.method() >= 0) {
      ExecutableElement method = flow.method(place.method());
      return place.parameter() < 0 ? method : method.getParameters().get(place.parameter());
    }
    if (!place.attribute().isEmpty()) {
      return field(flow, place.attribute());
    }
    TypeElement event = flow.types().described(place.type());
    return event == null ? flow.type() : event;
  }

  private static Element field(MirrorFlow flow, String name) {
    return flow.hierarchy().stream()
        .flatMap(level -> ElementFilter.fieldsIn(level.getEnclosedElements()).stream())
        .filter(f -> f.getSimpleName().contentEquals(name))
        .map(Element.class::cast)
        .findFirst()
        .orElse(flow.type());
  }

  private boolean isCompiled(Element element) {
    Element outer = elements.getOutermostTypeElement(element);
    return sources.stream().anyMatch(outer::equals);
  }

  private @Nullable Marks marks(ExecutableElement method) {
    Marks step = Marks.of(method, Step.class, elements);
    return step == null ? Marks.of(method, CatchError.class, elements) : step;
  }
}
