package org.llamadeploy4j.workflow.internal.retry;

import java.util.Optional;

/**
 * What matters of a class named in {@code @Retry(policy)}, as plain values.
 *
 * @param name the class
 * @param isAbstract whether it is abstract or an interface
 * @param isInner whether it needs an instance around it
 * @param hasBareConstructor whether it has a constructor without parameters; never of an inner
 *     class
 */
public record PolicyShape(
    String name, boolean isAbstract, boolean isInner, boolean hasBareConstructor) {

  /** Why it cannot be made, to be put after the step's name; empty if it can. */
  public Optional<String> problem() {
    if (isAbstract) {
      return because("it is abstract; name a class that can be made");
    }
    if (isInner) {
      return because("it is an inner class; make it static");
    }
    return hasBareConstructor
        ? Optional.empty()
        : because("it has no constructor without parameters; add one");
  }

  private Optional<String> because(String reason) {
    return Optional.of("@Retry(policy = %s) cannot be made: %s".formatted(name, reason));
  }
}
