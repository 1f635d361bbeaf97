package org.llamadeploy4j.workflowprocessor;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.lang.model.AnnotatedConstruct;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Elements;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;

/**
 * Puts the compiler's types into the words of the rules.
 *
 * @param seen told of every class on the way
 */
record MirrorUses(Elements elements, Consumer<TypeElement> seen) {

  private static final TypeUse OBJECT = TypeUse.declared("java.lang.Object", List.of());

  /** The class of a type that the compiler knows. */
  static TypeElement element(TypeMirror type) {
    if (type.getKind() == TypeKind.ERROR) {
      throw new UnresolvedTypeException(type.toString());
    }
    return (TypeElement) ((DeclaredType) type).asElement();
  }

  static boolean isNullable(AnnotatedConstruct construct) {
    return construct.getAnnotationMirrors().stream()
        .anyMatch(a -> a.getAnnotationType().asElement().getSimpleName().contentEquals("Nullable"));
  }

  /** A type with its annotations. */
  TypeUse use(TypeMirror type) {
    return written(type, true);
  }

  /** A type without annotations. */
  TypeUse bare(TypeMirror type) {
    return written(type, false);
  }

  private TypeUse written(TypeMirror type, boolean annotations) {
    TypeUse use =
        switch (type.getKind()) {
          case DECLARED -> declared((DeclaredType) type, annotations);
          case ARRAY ->
              of(
                  TypeUse.Kind.ARRAY,
                  "",
                  List.of(written(((ArrayType) type).getComponentType(), annotations)));
          case WILDCARD -> {
            TypeMirror bound = ((WildcardType) type).getExtendsBound();
            TypeUse upper = bound == null ? OBJECT : written(bound, annotations);
            yield of(TypeUse.Kind.WILDCARD, "", List.of(upper));
          }
          case TYPEVAR ->
              of(
                  TypeUse.Kind.VARIABLE,
                  ((TypeVariable) type).asElement().getSimpleName().toString(),
                  List.of());
          case VOID -> of(TypeUse.Kind.NOTHING, "", List.of());
          case ERROR -> throw new UnresolvedTypeException(type.toString());
          default ->
              type.getKind().isPrimitive()
                  ? of(
                      TypeUse.Kind.PRIMITIVE,
                      type.getKind().name().toLowerCase(Locale.ROOT),
                      List.of())
                  : OBJECT;
        };
    return use.withNullable(annotations && isNullable(type));
  }

  private TypeUse declared(DeclaredType type, boolean annotations) {
    TypeElement element = element(type);
    seen.accept(element);
    return TypeUse.declared(
        elements.getBinaryName(element).toString(),
        type.getTypeArguments().stream().map(a -> written(a, annotations)).toList());
  }

  private static TypeUse of(TypeUse.Kind kind, String name, List<TypeUse> arguments) {
    return new TypeUse(kind, name, arguments, false);
  }
}
