/** Tests of the keys and the envelope of snapshots. */
@NullMarked
package org.llamadeploy4j.workflow.internal.snapshots;

import org.jspecify.annotations.NullMarked;
