package org.llamadeploy4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ServiceId;

/**
 * What {@code llamactl run --file} was told.
 *
 * @param deploymentFile what to deploy
 * @param service what to run; null: the default service
 * @param input the fields of the start event, a JSON object
 * @param timeout how long the run may take; zero: for ever
 */
public record RunOnceOptions(
    Path deploymentFile, @Nullable ServiceId service, String input, Duration timeout) {}
