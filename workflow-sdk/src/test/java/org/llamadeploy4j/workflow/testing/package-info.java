/** Tests of the test kit, and with it runs of many workflows with crashes and in many orders. */
@NullMarked
package org.llamadeploy4j.workflow.testing;

import org.jspecify.annotations.NullMarked;
