/** Tests of the example in Kotlin. */
@NullMarked
package org.llamadeploy4j.kotlinwords;

import org.jspecify.annotations.NullMarked;
