/**
 * What workflow authors write against: {@link org.llamadeploy4j.workflow.Workflow}, {@link
 * org.llamadeploy4j.workflow.Step @Step}, {@link org.llamadeploy4j.workflow.Event} and {@link
 * org.llamadeploy4j.workflow.Context}. Anyone may use this package; it shows no type of a JSON
 * library.
 */
@NullMarked
package org.llamadeploy4j.workflow;

import org.jspecify.annotations.NullMarked;
