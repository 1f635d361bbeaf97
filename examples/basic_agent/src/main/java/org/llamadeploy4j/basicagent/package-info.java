/**
 * An agent: a model that answers questions with the help of tools. Begin with {@link
 * org.llamadeploy4j.basicagent.BasicAgent}; all else is what it uses.
 */
@NullMarked
package org.llamadeploy4j.basicagent;

import org.jspecify.annotations.NullMarked;
