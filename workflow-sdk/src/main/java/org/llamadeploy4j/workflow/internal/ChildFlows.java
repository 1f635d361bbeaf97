package org.llamadeploy4j.workflow.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;

/** Makes the child workflows that a workflow's steps declare, and theirs, each once. */
final class ChildFlows {
  private ChildFlows() {}

  /**
   * Adds all children of the root to its family.
   *
   * @throws WorkflowDefinitionException when one cannot be made or has problems of its own
   */
  static void addTo(Family family, Program root, Loading loading) {
    Deque<Program> open = new ArrayDeque<>(List.of(root));
    Set<String> seen = new HashSet<>(Set.of(root.flow()));
    while (!open.isEmpty()) {
      Program parent = open.removeFirst();
      for (Class<? extends Workflow> child : declared(parent)) {
        // the rules have seen to it that no other workflow has the name
        if (seen.add(Names.of(child))) {
          Program known = family.named(Names.of(child)); // of a try that did not come to its end
          open.add(
              known == null ? Program.add(make(parent, child, loading), family, loading) : known);
        }
      }
    }
  }

  /** Whether there are any. */
  static boolean areIn(Program root) {
    return !declared(root).isEmpty();
  }

  private static Set<Class<? extends Workflow>> declared(Program parent) {
    Set<Class<? extends Workflow>> children = new LinkedHashSet<>();
    parent.model().steps().forEach(step -> children.addAll(step.extras().children()));
    return children;
  }

  private static Workflow make(Program parent, Class<? extends Workflow> child, Loading loading) {
    try {
      return ClassFactory.of(child).create(loading.options().env());
    } catch (WorkflowDefinitionException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      Throwable cause = Failures.peel(e);
      throw problem(
          parent,
          "its child %s could not be made: %s: %s"
              .formatted(child.getName(), cause.getClass().getName(), Failures.message(cause)));
    }
  }

  private static WorkflowDefinitionException problem(Program parent, String what) {
    return new WorkflowDefinitionException(
        parent.workflow().getClass().getName(), new ArrayList<>(List.of(what)));
  }
}
