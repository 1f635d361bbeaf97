/** Tests of paths and trees: pure functions. */
@NullMarked
package org.llamadeploy4j.workflow.internal.state;

import org.jspecify.annotations.NullMarked;
