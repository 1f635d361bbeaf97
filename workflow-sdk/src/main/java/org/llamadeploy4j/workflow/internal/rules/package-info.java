/**
 * What makes a workflow one that can run, as one set of rules over a description without classes:
 * {@link org.llamadeploy4j.workflow.internal.rules.FlowRules} checks {@link
 * org.llamadeploy4j.workflow.internal.rules.FlowFacts}. Two readers fill the description:
 * reflection when a workflow is loaded, and the annotation processor while it is compiled; both
 * report the same problems in the same words. For these two only.
 */
@NullMarked
package org.llamadeploy4j.workflow.internal.rules;

import org.jspecify.annotations.NullMarked;
