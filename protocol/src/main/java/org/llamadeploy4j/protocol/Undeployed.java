package org.llamadeploy4j.protocol;

/**
 * How far a deployment is on its way out. In JSON: {@code name}, {@code removed}, {@code
 * unfinished}.
 *
 * @param name the deployment's name
 * @param removed whether nothing of it is left
 * @param unfinished how many of its tasks have not ended; it goes by itself when they have
 */
public record Undeployed(String name, boolean removed, long unfinished) {
  /** Checks that there is a name. */
  public Undeployed {
    RequiredField.check("name", name);
  }
}
