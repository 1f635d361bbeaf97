/**
 * The engine: a pure function from state and tick to state and commands, {@link
 * org.llamadeploy4j.workflow.engine.Reducer}, and the state machine of one run around it, {@link
 * org.llamadeploy4j.workflow.engine.RunCore}. No thread, clock, I/O, logging or user class. For
 * this module's drivers and tests only.
 */
@NullMarked
package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.NullMarked;
