/** The apiserver module. */
@NullMarked
package org.llamadeploy4j.apiserver;

import org.jspecify.annotations.NullMarked;
