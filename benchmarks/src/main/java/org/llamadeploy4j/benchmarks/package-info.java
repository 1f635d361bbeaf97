/**
 * Measures of speed: a load program for the REST door, a bare harness to compare with (the same
 * front and the same store without an engine), and micro benchmarks. The entry point is {@link
 * org.llamadeploy4j.benchmarks.Bench}, which {@code ./dev bench} starts. Nobody may use this
 * package.
 */
@NullMarked
package org.llamadeploy4j.benchmarks;

import org.jspecify.annotations.NullMarked;
