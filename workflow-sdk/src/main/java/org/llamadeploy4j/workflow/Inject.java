package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for a resource by the parameter's type: one that a {@link Provides} method of the workflow
 * makes, the service's {@link Env}, or with {@link ConfigFile} a record read from a file.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Inject {}
