/**
 * What crosses process borders: ids, the deployment file, tasks, sessions, events, errors, and
 * their JSON and YAML form. Every other module may use it; it has no threads, clock or I/O beyond
 * the text it is given.
 */
@NullMarked
package org.llamadeploy4j.protocol;

import org.jspecify.annotations.NullMarked;
