/**
 * What versions of a service have as state types, and whether one reads what sessions hold from
 * another. Pure; see docs/decisions/0040.
 */
@NullMarked
package org.llamadeploy4j.protocol.states;

import org.jspecify.annotations.NullMarked;
