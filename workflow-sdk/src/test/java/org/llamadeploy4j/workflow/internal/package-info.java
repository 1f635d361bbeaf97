/** Tests of reading workflow classes, of codecs, and of drivers against a recording log. */
@NullMarked
package org.llamadeploy4j.workflow.internal;

import org.jspecify.annotations.NullMarked;
