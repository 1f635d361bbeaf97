package org.llamadeploy4j.workflowprocessor;

import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.retry.PolicyShape;
import org.llamadeploy4j.workflow.internal.retry.RetryTimes;
import org.llamadeploy4j.workflow.internal.retry.RetryValues;
import org.llamadeploy4j.workflow.internal.rules.RetryFacts;
import org.llamadeploy4j.workflow.retry.Retry;

/** Reads {@code @Retry} as the compiler has it. */
record MirrorRetry(Elements elements, Types types) {

  /** What the method's annotation says, or null where it has none. */
  @Nullable RetryFacts of(ExecutableElement method) {
    Marks retry = Marks.of(method, Retry.class, elements);
    if (retry == null) {
      return null;
    }
    TypeElement policy = MirrorUses.element(retry.classOf("policy"));
    boolean isNamed = !name(policy).equals(Retry.NoPolicy.class.getName());
    List<TypeMirror> on = retry.classes("on");
    RetryValues values =
        new RetryValues(
            retry.number("attempts"),
            retry.decimal("multiplier"),
            new RetryTimes(
                retry.text("delay"),
                retry.text("maxDelay"),
                retry.text("jitter"),
                retry.text("maxElapsed")),
            names(on),
            names(on.stream().filter(this::isError).toList()),
            names(retry.classes("unless")),
            isNamed ? name(policy) : "");
    return new RetryFacts(values, isNamed ? shape(policy) : null);
  }

  private PolicyShape shape(TypeElement policy) {
    boolean isInner = MirrorFamily.isInner(policy);
    boolean isBare =
        policy.getKind() != ElementKind.ENUM
            && !isInner
            && MirrorFamily.constructors(policy).stream()
                .anyMatch(c -> c.getParameters().isEmpty());
    return new PolicyShape(
        name(policy), policy.getModifiers().contains(Modifier.ABSTRACT), isInner, isBare);
  }

  private boolean isError(TypeMirror type) {
    TypeElement error = elements.getTypeElement("java.lang.Error");
    return error != null && types.isSubtype(type, error.asType());
  }

  private List<String> names(List<TypeMirror> classes) {
    return classes.stream().map(c -> name(MirrorUses.element(c))).toList();
  }

  private String name(TypeElement type) {
    return elements.getBinaryName(type).toString();
  }
}
