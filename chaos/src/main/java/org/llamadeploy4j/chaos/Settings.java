package org.llamadeploy4j.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * An experiment.
 *
 * @param llamactl the program that starts the roles
 * @param folder where everything lies; exists and is empty
 * @param clients how many clients are at work
 * @param mix which faults happen
 * @param length how long faults happen
 * @param pause the mean time from one fault to the next
 * @param seed of the faults and of the clients
 */
record Settings(
    Path llamactl,
    Path folder,
    FleetShape shape,
    int clients,
    Mix mix,
    Duration length,
    Duration pause,
    long seed) {}
