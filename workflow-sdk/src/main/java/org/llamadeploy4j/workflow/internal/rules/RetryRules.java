package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;
import org.llamadeploy4j.workflow.internal.retry.PolicyShape;
import org.llamadeploy4j.workflow.internal.retry.RetryFault;

/** The rules of {@code @Retry}: it is on a step, and says something that can be done. */
final class RetryRules {

  private final List<MethodFacts> methods;
  private final Problems problems;

  RetryRules(List<MethodFacts> methods, Problems problems) {
    this.methods = methods;
    this.problems = problems;
  }

  void check() {
    for (int i = 0; i < methods.size(); i++) {
      RetryFacts retry = methods.get(i).marks().retry();
      if (retry != null) {
        check(Place.method(i), methods.get(i), retry);
      }
    }
  }

  private void check(Place.OfMethod at, MethodFacts method, RetryFacts retry) {
    if (method.step() == null) {
      problems.add(
          Rule.RETRY_TARGET,
          at.retry(""),
          "%s: %s".formatted(method.subject(), wrongTarget(method)));
    }
    for (RetryFault fault : retry.values().faults()) {
      problem(at.retry(fault.attribute()), method, fault.why());
    }
    PolicyShape policy = retry.policy();
    if (policy != null) {
      policy.problem().ifPresent(why -> problem(at.retry("policy"), method, why));
    }
  }

  private void problem(Place at, MethodFacts method, String why) {
    problems.add(Rule.RETRY, at, "%s: %s".formatted(method.subject(), why));
  }

  private static String wrongTarget(MethodFacts method) {
    if (method.handler() != null) {
      return "has @Retry, but what handles failures is not tried again; leave it out";
    }
    return method.scope() != null
        ? "has @Retry, but only steps are tried again; leave it out"
        : "has @Retry but no @Step, so nothing tries it again; write both on the same method";
  }
}
