/**
 * What a host of workflows uses: {@link org.llamadeploy4j.workflow.spi.WorkflowProgram} loads one
 * version of a workflow and runs it against a {@link org.llamadeploy4j.workflow.spi.RunLog}.
 * Authors of workflows never need it.
 */
@NullMarked
package org.llamadeploy4j.workflow.spi;

import org.jspecify.annotations.NullMarked;
