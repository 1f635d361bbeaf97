/** The examples module. */
@NullMarked
package org.llamadeploy4j.examples;

import org.jspecify.annotations.NullMarked;
