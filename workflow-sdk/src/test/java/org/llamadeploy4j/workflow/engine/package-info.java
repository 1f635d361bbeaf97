/** Tests of the engine: the reducer and the run's core, without threads or clocks. */
@NullMarked
package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.NullMarked;
