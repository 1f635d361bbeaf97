/**
 * The behaviour that authors rely on, through what they see of it: one test class per area, each
 * test under the numbers of the scenarios that it covers.
 */
@NullMarked
package org.llamadeploy4j.workflow.scenarios;

import org.jspecify.annotations.NullMarked;
