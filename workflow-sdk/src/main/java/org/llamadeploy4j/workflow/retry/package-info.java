/**
 * What happens after an attempt of a step has failed. Write {@link
 * org.llamadeploy4j.workflow.retry.Retry @Retry} on a step, or compose a {@link
 * org.llamadeploy4j.workflow.retry.RetryPolicy} of a condition, a wait and a stop. Anyone may use
 * this package; nothing in it reads a clock, sleeps or starts threads.
 */
@NullMarked
package org.llamadeploy4j.workflow.retry;

import org.jspecify.annotations.NullMarked;
