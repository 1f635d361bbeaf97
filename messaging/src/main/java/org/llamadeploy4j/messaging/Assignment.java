package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;

/**
 * The leader's wish that a runtime hold a version.
 *
 * @param runtime who
 * @param deployment whose version
 * @param incarnation of that deployment
 * @param version what; names the service as well
 * @param live whether new tasks go to it
 * @param why in words for people
 */
public record Assignment(
    RuntimeId runtime,
    DeploymentName deployment,
    Incarnation incarnation,
    ServiceVersion version,
    boolean live,
    String why) {}
