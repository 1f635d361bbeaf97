/**
 * Resources: what {@code @Provides} methods make and {@code @ConfigFile} records hold, from reading
 * a workflow's class ({@link org.llamadeploy4j.workflow.internal.resources.ResourcePlan}) to
 * making, sharing and closing ({@link
 * org.llamadeploy4j.workflow.internal.resources.ResourceScope}). Used by the package above only.
 */
@NullMarked
package org.llamadeploy4j.workflow.internal.resources;

import org.jspecify.annotations.NullMarked;
