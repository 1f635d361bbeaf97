/** The benchmarks module. */
@NullMarked
package org.llamadeploy4j.benchmarks;

import org.jspecify.annotations.NullMarked;
