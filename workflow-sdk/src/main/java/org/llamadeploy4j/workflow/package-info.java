/** The workflow-sdk module. */
@NullMarked
package org.llamadeploy4j.workflow;

import org.jspecify.annotations.NullMarked;
