/**
 * What happens after an attempt of a step has failed. Write {@link
 * org.llamadeploy4j.workflow.retry.Retry @Retry} on a step, or compose a {@link
 * org.llamadeploy4j.workflow.retry.RetryPolicy} of a condition, a wait and a stop. The parts, their
 * names and what they mean follow Python's <em>tenacity</em>, as LlamaIndex Workflows does.
 *
 * <p>No parameter here may be null, and none is returned, unless it is said; a null is refused with
 * a {@link NullPointerException}, a value outside of the range that is given for it with an {@link
 * IllegalArgumentException}, both when the part is made and not when it is asked. Anyone may use
 * this package; nothing in it reads a clock, sleeps or starts threads.
 */
@NullMarked
package org.llamadeploy4j.workflow.retry;

import org.jspecify.annotations.NullMarked;
