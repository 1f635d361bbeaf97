/**
 * Which thread of a run goes on: freely in production, one at a time in an order drawn from a seed
 * in the test kit. Entry point: {@link org.llamadeploy4j.workflow.internal.turns.Turns}. Used by
 * the driver of runs and by the test kit.
 */
@NullMarked
package org.llamadeploy4j.workflow.internal.turns;

import org.jspecify.annotations.NullMarked;
