package org.llamadeploy4j.controlplane;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.DeploymentSpec;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;

/**
 * Finds, packs and stores the code of a deployment's services. Nothing is packed before all sources
 * are found, and what is wrong with several services is told at once. Immutable; blocks.
 */
final class ServiceSources {
  private final SourcePacker packer;
  private final ArtifactStore artifacts;

  ServiceSources(SourcePacker packer, ArtifactStore artifacts) {
    this.packer = packer;
    this.artifacts = artifacts;
  }

  /**
   * Stores the code of each service; services with the same source share one artifact.
   *
   * @throws ControlPlaneException INVALID_INPUT with a line for each source that cannot be used
   */
  Map<ServiceId, ArtifactHash> store(DeploymentSpec spec, Path basePath) {
    Map<ServiceId, Path> sources = find(spec, new LocalSource(basePath));
    Map<Path, ArtifactHash> stored = new HashMap<>();
    Map<ServiceId, ArtifactHash> byService = new LinkedHashMap<>();
    List<ControlPlaneException> refusals = new ArrayList<>();
    sources.forEach((service, source) -> {
      try {
        byService.put(service, stored.computeIfAbsent(source, this::store));
      } catch (ControlPlaneException e) {
        refusals.add(of(service, e));
      }
    });
    refuse(refusals);
    return byService;
  }

  private static Map<ServiceId, Path> find(DeploymentSpec spec, LocalSource finder) {
    Map<ServiceId, Path> sources = new LinkedHashMap<>();
    List<ControlPlaneException> refusals = new ArrayList<>();
    for (ServiceSpec service : spec.services()) {
      try {
        sources.put(service.id(), finder.find(service));
      } catch (ControlPlaneException e) {
        refusals.add(e);
      }
    }
    refuse(refusals);
    return sources;
  }

  private ArtifactHash store(Path source) {
    return artifacts.put(packer.pack(source));
  }

  private static ControlPlaneException of(ServiceId service, ControlPlaneException e) {
    return new ControlPlaneException(e.code(), LocalSource.message(service, e.getMessage()), e);
  }

  private static void refuse(List<ControlPlaneException> refusals) {
    if (!refusals.isEmpty()) {
      throw new ControlPlaneException(
          ErrorCode.INVALID_INPUT,
          refusals.stream()
              .map(ControlPlaneException::getMessage)
              .collect(Collectors.joining("\n")),
          refusals.getFirst());
    }
  }
}
