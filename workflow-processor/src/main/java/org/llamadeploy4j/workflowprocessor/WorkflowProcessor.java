package org.llamadeploy4j.workflowprocessor;

import java.lang.annotation.Annotation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.rules.FlowRules;
import org.llamadeploy4j.workflow.internal.rules.Outside;

/**
 * Reports what is wrong with a workflow as errors of the compilation, at the lines that have it; by
 * the same rules that hold when the workflow is loaded. It generates nothing. Put this module on
 * the processor path of the compiler, beside the SDK on the class path.
 */
@SupportedAnnotationTypes("*")
public final class WorkflowProcessor extends AbstractProcessor {

  private static final List<Class<? extends Annotation>> OURS =
      List.of(Step.class, CatchError.class, Provides.class);

  private @Nullable Reporter reporter;
  private final Set<String> waiting = new LinkedHashSet<>();

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public synchronized void init(ProcessingEnvironment environment) {
    super.init(environment);
    reporter = new Reporter(environment.getMessager(), environment.getElementUtils());
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    TypeElement workflow = processingEnv.getElementUtils().getTypeElement(Workflow.class.getName());
    if (workflow == null || reporter == null) {
      return false;
    }
    Set<TypeElement> found = new LinkedHashSet<>();
    waiting.forEach(name -> found.add(processingEnv.getElementUtils().getTypeElement(name)));
    waiting.clear();
    for (TypeElement root : ElementFilter.typesIn(round.getRootElements())) {
      reporter.compiling(root);
      collect(root, workflow, found);
    }
    found.forEach(type -> check(type, reporter));
    OURS.forEach(annotation -> outside(round, annotation, workflow, reporter));
    return false;
  }

  private void collect(TypeElement type, TypeElement workflow, Set<TypeElement> found) {
    if (isWorkflow(type, workflow)) {
      found.add(type);
    }
    ElementFilter.typesIn(type.getEnclosedElements()).forEach(t -> collect(t, workflow, found));
  }

  private boolean isWorkflow(TypeElement type, TypeElement workflow) {
    return type.getKind() == ElementKind.CLASS
        && !type.equals(workflow)
        && processingEnv.getTypeUtils().isSubtype(type.asType(), workflow.asType());
  }

  private void check(TypeElement type, Reporter to) {
    MirrorFlow flow =
        new MirrorFlow(type, processingEnv.getElementUtils(), processingEnv.getTypeUtils());
    try {
      FlowRules.check(flow.facts()).problems().forEach(p -> to.report(flow, p));
    } catch (UnresolvedTypeException e) {
      // another processor may make the type; if none does, the compiler reports it
      waiting.add(type.getQualifiedName().toString());
    }
  }

  /** Annotations of ours where nobody reads them. */
  private void outside(
      RoundEnvironment round,
      Class<? extends Annotation> annotation,
      TypeElement workflow,
      Reporter to) {
    for (Element element : round.getElementsAnnotatedWith(annotation)) {
      Element owner = element.getEnclosingElement();
      if (owner instanceof TypeElement type
          && !type.getKind().isInterface()
          && !isWorkflow(type, workflow)) {
        to.error(
            Outside.of(
                annotation.getSimpleName(),
                element.getSimpleName().toString(),
                type.getSimpleName().toString()),
            element);
      }
    }
  }
}
