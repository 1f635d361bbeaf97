/**
 * Typed Java client for an API server: {@link org.llamadeploy4j.client.LlamaDeployClient} is the
 * entry point. The command line and any Java program may use it. Calls block; no HTTP library shows
 * in its signatures.
 */
@NullMarked
package org.llamadeploy4j.client;

import org.jspecify.annotations.NullMarked;
