/** The cli module. */
@NullMarked
package org.llamadeploy4j.cli;

import org.jspecify.annotations.NullMarked;
