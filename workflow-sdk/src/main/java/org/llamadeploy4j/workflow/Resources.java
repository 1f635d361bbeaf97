package org.llamadeploy4j.workflow;

/** What a {@link ResourceFn} makes a resource of. Of use during the call only. */
public interface Resources {

  /** The service's environment. */
  Env env();

  /**
   * Another resource.
   *
   * @throws ResourceException when it was not named among those that are needed
   */
  <T> T get(Class<T> type);
}
