/**
 * Reads workflow classes, translates events to JSON and back, and drives runs. The way in is {@link
 * org.llamadeploy4j.workflow.internal.LoadedProgram}. For this module only; it may change at any
 * time.
 */
@NullMarked
package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.NullMarked;
