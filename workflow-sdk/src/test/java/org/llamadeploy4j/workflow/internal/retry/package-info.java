/** Tests of reading the retry annotation. */
@NullMarked
package org.llamadeploy4j.workflow.internal.retry;

import org.jspecify.annotations.NullMarked;
