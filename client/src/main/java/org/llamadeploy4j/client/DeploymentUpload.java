package org.llamadeploy4j.client;

import org.jspecify.annotations.Nullable;

/**
 * A deployment file on its way to the server.
 *
 * @param yaml its content. The array is not copied: nobody may change it
 * @param fileName what messages about it call it
 * @param reload whether a deployment of that name may exist and is to be replaced
 * @param basePath the folder, as the server sees it, that local sources are relative to; null: the
 *     server's own
 */
public record DeploymentUpload(
    byte[] yaml, String fileName, boolean reload, @Nullable String basePath) {}
