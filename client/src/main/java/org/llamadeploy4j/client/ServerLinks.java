package org.llamadeploy4j.client;

/**
 * What the root of a server points to.
 *
 * @param swaggerDocs address of its page about the API
 * @param status address of its status
 */
public record ServerLinks(String swaggerDocs, String status) {}
