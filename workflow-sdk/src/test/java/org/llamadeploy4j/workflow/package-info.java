/** Tests of the public face: workflows as authors write them, run in this process. */
@NullMarked
package org.llamadeploy4j.workflow;

import org.jspecify.annotations.NullMarked;
