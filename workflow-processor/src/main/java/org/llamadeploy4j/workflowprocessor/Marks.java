package org.llamadeploy4j.workflowprocessor;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/** The values of one annotation as the compiler has them. */
final class Marks {

  private final AnnotationMirror mirror;
  private final Elements elements;

  private Marks(AnnotationMirror mirror, Elements elements) {
    this.mirror = mirror;
    this.elements = elements;
  }

  /** The element's annotation of this type, or null. */
  static @Nullable Marks of(
      Element element, Class<? extends Annotation> annotation, Elements elements) {
    for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
      CharSequence name = elements.getBinaryName(type(mirror));
      if (annotation.getName().contentEquals(name)) {
        return new Marks(mirror, elements);
      }
    }
    return null;
  }

  private static javax.lang.model.element.TypeElement type(AnnotationMirror mirror) {
    return (javax.lang.model.element.TypeElement) mirror.getAnnotationType().asElement();
  }

  AnnotationMirror mirror() {
    return mirror;
  }

  /** What is written for the attribute, or null where it has its default. */
  @Nullable AnnotationValue written(String attribute) {
    return find(mirror.getElementValues(), attribute);
  }

  private static @Nullable AnnotationValue find(
      Map<? extends ExecutableElement, ? extends AnnotationValue> values, String attribute) {
    for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> value :
        values.entrySet()) {
      if (value.getKey().getSimpleName().contentEquals(attribute)) {
        return value.getValue();
      }
    }
    return null;
  }

  private Object value(String attribute) {
    AnnotationValue found = find(elements.getElementValuesWithDefaults(mirror), attribute);
    if (found == null) {
      throw new UnresolvedTypeException(mirror + "." + attribute);
    }
    return found.getValue();
  }

  String text(String attribute) {
    return value(attribute).toString();
  }

  int number(String attribute) {
    return value(attribute) instanceof Integer number ? number : 0;
  }

  double decimal(String attribute) {
    return value(attribute) instanceof Double number ? number : 0;
  }

  boolean flag(String attribute) {
    return Boolean.TRUE.equals(value(attribute));
  }

  List<String> texts(String attribute) {
    return list(attribute).stream().map(v -> v.getValue().toString()).toList();
  }

  /** The names of enum constants. */
  List<String> constants(String attribute) {
    return list(attribute).stream()
        .map(v -> ((Element) v.getValue()).getSimpleName().toString())
        .toList();
  }

  /** The name of an enum constant. */
  String constant(String attribute) {
    return ((Element) value(attribute)).getSimpleName().toString();
  }

  /** What is written as {@code X.class}. */
  TypeMirror classOf(String attribute) {
    return known(value(attribute));
  }

  /** The same of several. */
  List<TypeMirror> classes(String attribute) {
    return list(attribute).stream().map(v -> known(v.getValue())).toList();
  }

  private static TypeMirror known(Object value) {
    if (value instanceof TypeMirror type) {
      return type;
    }
    throw new UnresolvedTypeException(value.toString());
  }

  private List<? extends AnnotationValue> list(String attribute) {
    return value(attribute) instanceof List<?> values
        ? values.stream().map(AnnotationValue.class::cast).toList()
        : List.of();
  }
}
