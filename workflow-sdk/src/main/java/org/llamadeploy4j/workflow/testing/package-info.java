/**
 * The test kit for authors: runs on time that passes by itself, crashes at every point, failures
 * and orders at will. Start with {@link org.llamadeploy4j.workflow.testing.WorkflowTest}.
 */
@NullMarked
package org.llamadeploy4j.workflow.testing;

import org.jspecify.annotations.NullMarked;
