package org.llamadeploy4j.workflow.internal.snapshots;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.llamadeploy4j.workflow.SnapshotException;

/** Keys, the first of which signs; all of them verify. Immutable. */
public record KeyRing(List<SnapshotKey> keys) implements KeySource {

  /** No keys at all, which verify nothing. */
  public static final KeyRing EMPTY = new KeyRing(List.of());

  public KeyRing {
    keys = List.copyOf(keys);
    Set<String> ids = new HashSet<>();
    for (SnapshotKey key : keys) {
      if (!ids.add(key.id())) {
        throw new SnapshotException(
            SnapshotException.BAD_KEYS, "two keys have the id '" + key.id() + "'; rename one");
      }
    }
  }

  @Override
  public KeyRing toSign() {
    return this;
  }

  @Override
  public KeyRing toVerify() {
    return this;
  }

  SnapshotKey signer() {
    if (keys.isEmpty() || !keys.getFirst().signs()) {
      throw new SnapshotException(
          SnapshotException.BAD_KEYS,
          "no key can sign: the first of %s must be a secret or have its private half"
              .formatted(keys));
    }
    return keys.getFirst();
  }

  Optional<SnapshotKey> named(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** The keys' ids, the one that signs first. */
  @Override
  public String toString() {
    return keys.toString();
  }
}
