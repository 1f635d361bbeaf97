package org.llamadeploy4j.protocol;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A deployment file, read and checked.
 *
 * @param name the deployment's name
 * @param defaultService the service that runs when a request names none; null only when there are
 *     no services
 * @param services in the order of the file, at most one per id
 * @param rules how its tasks are let in
 * @param durability the least that the fleet must give it; null: whatever the fleet has
 */
public record DeploymentSpec(
    DeploymentName name,
    @Nullable ServiceId defaultService,
    List<ServiceSpec> services,
    AdmissionRules rules,
    @Nullable DurabilityLevel durability) {
  /** Copies the list. */
  public DeploymentSpec {
    services = List.copyOf(services);
  }

  /** The service with this id, if the file has it. */
  public Optional<ServiceSpec> service(ServiceId id) {
    return services.stream().filter(s -> s.id().equals(id)).findFirst();
  }
}
