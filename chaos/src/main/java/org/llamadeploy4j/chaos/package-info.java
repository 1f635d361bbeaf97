/**
 * Faults on real processes: a fleet on one Redis, each process with a link of its own to it, is
 * killed, frozen and cut off while clients work, and what they were told is checked afterwards. The
 * entry point is {@link org.llamadeploy4j.chaos.Chaos}, which {@code ./dev chaos} starts;
 * docs/testing.md says what is looked for. Nobody may use this package.
 */
@NullMarked
package org.llamadeploy4j.chaos;

import org.jspecify.annotations.NullMarked;
