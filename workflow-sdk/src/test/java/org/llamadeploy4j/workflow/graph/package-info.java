/** Tests of pictures. */
@NullMarked
package org.llamadeploy4j.workflow.graph;

import org.jspecify.annotations.NullMarked;
