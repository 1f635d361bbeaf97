package org.llamadeploy4j.chaos;

/**
 * A task to ask for.
 *
 * @param number names it in logs
 * @param pause whether it sleeps, for so long that it is parked
 * @param ask whether it waits for an event
 * @param session empty: one of its own
 * @param key its idempotency key; empty: none
 */
record Wish(
    int number,
    Relays deployment,
    Course course,
    boolean pause,
    boolean ask,
    String session,
    String key) {}
