package org.llamadeploy4j.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One service of a deployment, as an operator described it.
 *
 * @param id its key under {@code services:}
 * @param name what people read
 * @param source where its code comes from
 * @param path which workflow of the source to run; null: the only one there is
 * @param env variables for the workflow, in the order of the file; may hold secrets, so never log
 *     it
 * @param envFiles dotenv files relative to the source's root; they override {@code env}, later ones
 *     override earlier ones
 * @param stream when readers see what its steps stream; said of the whole deployment
 * @param journal how much is kept of what happened in its runs; said of the whole deployment
 */
public record ServiceSpec(
    ServiceId id,
    String name,
    SourceSpec source,
    @Nullable String path,
    Map<String, String> env,
    List<String> envFiles,
    StreamMode stream,
    JournalMode journal) {
  /** Copies the collections, keeping their order. */
  public ServiceSpec {
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    envFiles = List.copyOf(envFiles);
  }

  /** A service whose steps stream live, and whose journals are whole. */
  public ServiceSpec(
      ServiceId id,
      String name,
      SourceSpec source,
      @Nullable String path,
      Map<String, String> env,
      List<String> envFiles) {
    this(id, name, source, path, env, envFiles, StreamMode.LIVE, JournalMode.WHOLE);
  }

  /** The same service with another mode of its streams. */
  public ServiceSpec with(StreamMode mode) {
    return new ServiceSpec(id, name, source, path, env, envFiles, mode, journal);
  }

  /** The same service with another mode of its journals. */
  public ServiceSpec with(JournalMode mode) {
    return new ServiceSpec(id, name, source, path, env, envFiles, stream, mode);
  }

  /** Leaves the values of {@code env} out: they may be secrets. */
  @Override
  public String toString() {
    return "ServiceSpec[id=%s, name=%s, source=%s, path=%s, env=%s, envFiles=%s, stream=%s, journal=%s]"
        .formatted(id, name, source, path, env.keySet(), envFiles, stream, journal);
  }
}
