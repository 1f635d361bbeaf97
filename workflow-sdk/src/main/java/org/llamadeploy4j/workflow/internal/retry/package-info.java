/**
 * Reads {@code @Retry} of a step: {@link org.llamadeploy4j.workflow.internal.retry.RetryReader} at
 * load, {@link org.llamadeploy4j.workflow.internal.retry.RetryValues} alone where there are no
 * classes yet, as at compile time. For this project only; it may change at any time.
 */
@NullMarked
package org.llamadeploy4j.workflow.internal.retry;

import org.jspecify.annotations.NullMarked;
