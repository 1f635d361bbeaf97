package org.llamadeploy4j.workflow.internal.snapshots;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.workflow.Env;

/** Where keys come from. They are asked for whenever a snapshot is taken or recovered from. */
public sealed interface KeySource permits KeyRing, KeyFile, KeySource.Joined {

  /** Keys in an environment, in the form of {@link KeyText}. */
  String KEYS = "SNAPSHOT_KEYS";

  /** Name of a file of keys in an environment. */
  String KEYS_FILE = "SNAPSHOT_KEYS_FILE";

  /** Where a project has its own key, from its working directory. */
  Path PROJECT_FILE = Path.of(".llamadeploy", "snapshot.key");

  /** The keys of which the first is to sign; the source may make one. */
  KeyRing toSign();

  /** The keys that verify; maybe none yet. */
  KeyRing toVerify();

  /** What an environment says, or the project's own key. */
  static KeySource of(Env env) {
    if (env.find(KEYS).isPresent()) {
      return KeyText.parse(env.get(KEYS), KEYS);
    }
    return env.find(KEYS_FILE)
        .<KeySource>map(file -> new KeyFile(Path.of(file)).read())
        .orElseGet(() -> new KeyFile(PROJECT_FILE));
  }

  /** The keys of two sources, of which the first signs. */
  record Joined(KeySource first, KeySource others) implements KeySource {
    @Override
    public KeyRing toSign() {
      return joined(first.toSign());
    }

    @Override
    public KeyRing toVerify() {
      return joined(first.toVerify());
    }

    private KeyRing joined(KeyRing mine) {
      List<SnapshotKey> all = new ArrayList<>(mine.keys());
      all.addAll(others.toVerify().keys());
      return new KeyRing(all);
    }

    @Override
    public String toString() {
      return first + ", then " + others;
    }
  }
}
