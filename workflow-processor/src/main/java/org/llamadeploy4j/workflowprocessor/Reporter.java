package org.llamadeploy4j.workflowprocessor;

import java.lang.annotation.Annotation;
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
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.internal.rules.Place;
import org.llamadeploy4j.workflow.internal.rules.Problem;
import org.llamadeploy4j.workflow.retry.Retry;

/** Shows problems at the elements that have them, each once. Belongs to one compilation. */
final class Reporter {

  private final Messager messager;
  private final Elements elements;
  private final Set<TypeElement> sources = new HashSet<>();
  private final Set<Shown> shown = new HashSet<>();

  private record Shown(Element element, String text) {}

  /**
   * A place in the source.
   *
   * @param marks the element's annotation that is meant, or null
   * @param attribute of the annotation; empty for all of it
   */
  private record Spot(Element element, @Nullable Marks marks, String attribute) {
    static Spot of(Element element) {
      return new Spot(element, null, "");
    }
  }

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
    Spot spot = spot(flow, problem.place());
    if (!shown.add(new Shown(spot.element, problem.text()))) {
      return;
    }
    if (spot.marks == null) {
      messager.printMessage(kind, problem.text(), spot.element);
    } else {
      messager.printMessage(
          kind,
          problem.text(),
          spot.element,
          spot.marks.mirror(),
          spot.marks.written(spot.attribute));
    }
  }

  /** Shows an error that is not about a workflow. */
  void error(Problem problem, Element element) {
    if (shown.add(new Shown(element, problem.text()))) {
      messager.printMessage(Diagnostic.Kind.ERROR, problem.text(), element);
    }
  }

  /** Where the source of this compilation has the place, as near as can be. */
  private Spot spot(MirrorFlow flow, Place place) {
    return switch (place) {
      case Place.OfClass p -> Spot.of(flow.type());
      case Place.OfField p -> here(flow, Spot.of(field(flow, p.name())));
      case Place.OfMethod p -> here(flow, Spot.of(flow.method(p.method())));
      case Place.OfParameter p ->
          here(flow, Spot.of(flow.method(p.method()).getParameters().get(p.parameter())));
      case Place.OfAttribute p -> {
        ExecutableElement method = flow.method(p.method());
        yield here(flow, new Spot(method, marks(method, p.mark()), p.attribute()));
      }
      case Place.OfType p -> here(flow, Spot.of(type(flow, p.type())));
      case Place.OfTypeAttribute p -> {
        TypeElement type = type(flow, p.type());
        yield here(flow, new Spot(type, marks(type, p.mark()), p.attribute()));
      }
      case Place.OfComponent p -> {
        Element component = component(type(flow, p.type()), p.component());
        yield isCompiled(component) ? Spot.of(component) : spot(flow, p.around());
      }
    };
  }

  private Spot here(MirrorFlow flow, Spot spot) {
    return isCompiled(spot.element) ? spot : Spot.of(flow.type());
  }

  private static TypeElement type(MirrorFlow flow, String name) {
    TypeElement type = flow.described(name);
    return type == null ? flow.type() : type;
  }

  /** The compiler knows the line of a component's field, not that of the component. */
  private static Element component(TypeElement type, String name) {
    return ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
        .filter(f -> f.getSimpleName().contentEquals(name))
        .map(Element.class::cast)
        .findFirst()
        .orElse(type);
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

  private @Nullable Marks marks(Element element, Place.Mark mark) {
    return switch (mark) {
      case STEP -> either(element, Step.class, CatchError.class);
      case RETRY -> Marks.of(element, Retry.class, elements);
      case EVENT_NAME -> either(element, EventName.class, StateName.class);
      case STATE_NAME -> Marks.of(element, StateName.class, elements);
    };
  }

  private @Nullable Marks either(
      Element element, Class<? extends Annotation> one, Class<? extends Annotation> other) {
    Marks marks = Marks.of(element, one, elements);
    return marks == null ? Marks.of(element, other, elements) : marks;
  }
}
