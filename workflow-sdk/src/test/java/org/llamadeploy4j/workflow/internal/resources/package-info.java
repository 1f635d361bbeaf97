/** Tests of makers, scopes and configuration files, with real threads. */
@NullMarked
package org.llamadeploy4j.workflow.internal.resources;

import org.jspecify.annotations.NullMarked;
