package org.llamadeploy4j.workflow.internal.rules;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.retry.PolicyShape;
import org.llamadeploy4j.workflow.internal.retry.RetryValues;

/**
 * What {@code @Retry} says.
 *
 * @param policy the class that gives the policy, or null where none is named
 */
public record RetryFacts(RetryValues values, @Nullable PolicyShape policy) {}
