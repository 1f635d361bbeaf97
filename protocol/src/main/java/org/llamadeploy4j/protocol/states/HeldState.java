package org.llamadeploy4j.protocol.states;

import org.llamadeploy4j.protocol.ServiceId;

/**
 * A state that a session may hold.
 *
 * @param service whose runs leave it
 * @param name what it is stored under
 * @param schema hash of what its JSON looks like
 * @param shape what its JSON looks like, as in {@link StateShape#shape}; empty: not known
 */
public record HeldState(ServiceId service, String name, String schema, String shape) {
  int length() {
    return name.length() + schema.length() + shape.length();
  }
}
