/**
 * Trees of JSON and paths into them, for the state without a type. Knows nothing of runs and user
 * classes. Entry points: {@link StatePath} and {@link StateTree}; for the package above only.
 */
@NullMarked
package org.llamadeploy4j.workflow.internal.state;

import org.jspecify.annotations.NullMarked;
