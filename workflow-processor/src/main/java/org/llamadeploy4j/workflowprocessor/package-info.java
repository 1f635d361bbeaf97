/**
 * Checks workflows while they are compiled: {@link
 * org.llamadeploy4j.workflowprocessor.WorkflowProcessor} is an annotation processor over the rules
 * that also hold when a workflow is loaded. The compiler uses it; nobody calls it.
 */
@NullMarked
package org.llamadeploy4j.workflowprocessor;

import org.jspecify.annotations.NullMarked;
