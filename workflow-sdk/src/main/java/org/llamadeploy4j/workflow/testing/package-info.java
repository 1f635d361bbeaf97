/**
 * The test kit for authors: time under control. Start with {@link
 * org.llamadeploy4j.workflow.testing.ManualClock}.
 */
@NullMarked
package org.llamadeploy4j.workflow.testing;

import org.jspecify.annotations.NullMarked;
