package org.llamadeploy4j.controlplane;

import java.util.List;
import java.util.Map;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SourceSpec;
import org.llamadeploy4j.protocol.VersionId;

/** Versions for tests. */
public final class Samples {
  private Samples() {}

  /** A version of a service, told apart from others by a number. */
  public static ServiceVersion version(String service, int number) {
    VersionId id = new VersionId("%024x%08x".formatted(service.hashCode() & 0xffffffffL, number));
    SourceSpec source = new SourceSpec(SourceSpec.Type.LOCAL, "./" + service);
    ServiceSpec spec =
        new ServiceSpec(new ServiceId(service), service, source, null, Map.of(), List.of());
    return new ServiceVersion(id, spec, new ArtifactHash("ab".repeat(32)));
  }
}
