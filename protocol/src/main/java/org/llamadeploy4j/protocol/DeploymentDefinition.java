package org.llamadeploy4j.protocol;

/**
 * A deployment as REST clients see it.
 *
 * @param name the deployment's name
 */
public record DeploymentDefinition(String name) {
  /** Checks that there is a name. */
  public DeploymentDefinition {
    RequiredField.check("name", name);
  }
}
