package org.llamadeploy4j.workflowprocessor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.rules.DataFacts;
import org.llamadeploy4j.workflow.internal.rules.DataRules;

/** Describes what the compiler's types are made of to the rules of data. */
final class MirrorData {

  private final Elements elements;
  private final Types types;
  private final MirrorUses uses;
  private final Map<String, DataFacts> facts = new HashMap<>();
  private final Map<String, TypeElement> described = new HashMap<>();

  MirrorData(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
    this.uses = new MirrorUses(elements, this::add);
  }

  Map<String, DataFacts> facts() {
    return facts;
  }

  /** The type of this binary name, if it was described. */
  @Nullable TypeElement described(String name) {
    return described.get(name);
  }

  /** Describes what a type names and all that it is made of. */
  void use(TypeMirror type) {
    uses.bare(type);
  }

  /** Describes a class and all that it is made of. */
  void add(TypeElement type) {
    String name = elements.getBinaryName(type).toString();
    if (DataRules.isGiven(name) || described.putIfAbsent(name, type) != null) {
      return;
    }
    DataFacts.Form form = form(type);
    List<TypeElement> permitted =
        form == DataFacts.Form.SEALED
            ? type.getPermittedSubclasses().stream().map(MirrorUses::element).toList()
            : List.of();
    facts.put(
        name,
        new DataFacts(
            name,
            new MirrorNames(elements).of(type),
            form,
            type.getTypeParameters().stream().map(p -> p.getSimpleName().toString()).toList(),
            form == DataFacts.Form.RECORD ? components(type) : List.of(),
            permitted.stream().map(p -> elements.getBinaryName(p).toString()).toList()));
    permitted.forEach(this::add);
  }

  private List<DataFacts.Component> components(TypeElement type) {
    return type.getRecordComponents().stream()
        .map(c -> new DataFacts.Component(c.getSimpleName().toString(), uses.bare(c.asType())))
        .toList();
  }

  private DataFacts.Form form(TypeElement type) {
    if (type.getKind() == ElementKind.ENUM) {
      return DataFacts.Form.ENUM;
    }
    if (type.getKind() == ElementKind.RECORD) {
      return DataFacts.Form.RECORD;
    }
    if (!type.getPermittedSubclasses().isEmpty()) {
      return DataFacts.Form.SEALED;
    }
    if (isA(type, "java.util.Collection") || isA(type, "java.util.Map")) {
      return DataFacts.Form.CONTAINER;
    }
    return type.getKind().isInterface() ? DataFacts.Form.INTERFACE : DataFacts.Form.CLASS;
  }

  private boolean isA(TypeElement type, String name) {
    TypeElement above = elements.getTypeElement(name);
    return above != null
        && types.isSubtype(types.erasure(type.asType()), types.erasure(above.asType()));
  }
}
