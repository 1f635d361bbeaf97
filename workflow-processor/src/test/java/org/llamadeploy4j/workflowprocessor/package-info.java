/** Tests of the processor, over the fixtures that it shares with loading. */
@NullMarked
package org.llamadeploy4j.workflowprocessor;

import org.jspecify.annotations.NullMarked;
