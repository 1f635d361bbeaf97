/**
 * The engine: a pure function from state and tick to state and commands, {@link
 * org.llamadeploy4j.workflow.engine.Reducer}, and the state machine of one run around it, {@link
 * org.llamadeploy4j.workflow.engine.RunCore}. No thread, clock, I/O, logging or user class. For
 * this module's drivers and tests only.
 *
 * <p>A <em>stream</em> is here what the API calls a fan-out: what a step gave out at once, and all
 * that becomes of it. Journals have the word.
 */
@NullMarked
package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.NullMarked;
