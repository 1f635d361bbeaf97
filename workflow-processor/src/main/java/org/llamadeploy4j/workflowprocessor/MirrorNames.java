package org.llamadeploy4j.workflowprocessor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.StateName;

/** Logical names of classes as the compiler sees them. */
record MirrorNames(Elements elements) {

  /** The logical name, then its aliases. */
  List<String> of(TypeElement type) {
    Marks event = Marks.of(type, EventName.class, elements);
    Marks state = Marks.of(type, StateName.class, elements);
    Set<String> names = new LinkedHashSet<>();
    names.add(name(type, event == null ? state : event));
    addAliases(event, names);
    addAliases(state, names);
    return List.copyOf(names);
  }

  /** The same of a state. */
  List<String> ofState(TypeElement type) {
    Marks state = Marks.of(type, StateName.class, elements);
    Set<String> names = new LinkedHashSet<>();
    names.add(name(type, state));
    addAliases(state, names);
    return List.copyOf(names);
  }

  private static String name(TypeElement type, @Nullable Marks marks) {
    return marks == null ? type.getSimpleName().toString() : marks.text("value");
  }

  private static void addAliases(@Nullable Marks marks, Set<String> names) {
    if (marks != null) {
      names.addAll(marks.texts("aliases"));
    }
  }
}
