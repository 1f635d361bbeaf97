/** Tests of the retry algebra and of the page about it. */
@NullMarked
package org.llamadeploy4j.workflow.retry;

import org.jspecify.annotations.NullMarked;
