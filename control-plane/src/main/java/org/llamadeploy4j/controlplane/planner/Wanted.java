package org.llamadeploy4j.controlplane.planner;

import java.util.Map;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * A version that some runtime should hold.
 *
 * @param deployment whose version
 * @param incarnation of that deployment
 * @param version what
 * @param need why
 * @param labels what a runtime must have to be allowed to hold it
 * @param avoid runtimes that may not hold it for now, each with the reason
 */
public record Wanted(
    DeploymentName deployment,
    Incarnation incarnation,
    ServiceVersion version,
    Need need,
    Map<String, String> labels,
    Map<RuntimeId, String> avoid) {
  /** Copies the maps. */
  public Wanted {
    labels = Map.copyOf(labels);
    avoid = Map.copyOf(avoid);
  }

  /** The version's id. */
  public VersionId id() {
    return version.id();
  }
}
