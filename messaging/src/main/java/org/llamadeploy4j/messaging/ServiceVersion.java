package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.VersionId;

/**
 * An immutable build of a service.
 *
 * @param id hash of all the rest
 * @param spec the service as described
 * @param artifact its code in the artifact store
 */
public record ServiceVersion(VersionId id, ServiceSpec spec, ArtifactHash artifact) {}
