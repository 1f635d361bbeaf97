package org.llamadeploy4j.messaging;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.DurabilityLevel;

/**
 * How a store keeps what it has acknowledged.
 *
 * @param appendOnly whether it keeps an append-only file
 * @param fsync its {@code appendfsync}, such as {@code everysec}; null: it does not tell
 * @param replicas how many replicas have a write before this process is answered; 0: it does not
 *     wait for any
 */
public record Durability(boolean appendOnly, @Nullable String fsync, int replicas) {
  private static final Set<String> SYNCED = Set.of("everysec", "always");

  /** Whether it gives what this level promises. */
  public boolean meets(DurabilityLevel level) {
    return switch (level) {
      case EVERYSEC -> appendOnly && fsync != null && SYNCED.contains(fsync);
      case ALWAYS -> appendOnly && "always".equals(fsync);
      case REPLICATED -> appendOnly && replicas > 0;
    };
  }

  /** The word of the highest level that it meets, or {@code none}. */
  public String word() {
    String word = "none";
    for (DurabilityLevel level : DurabilityLevel.values()) {
      word = meets(level) ? level.word() : word;
    }
    return word;
  }

  /** What makes it the level that it is. */
  public String settings() {
    String file = !appendOnly ? "no" : "yes, appendfsync " + (fsync == null ? "unknown" : fsync);
    return "appendonly %s, replicas waited for: %d".formatted(file, replicas);
  }

  /** The level and what failures cost under it, in one line for people. */
  @Override
  public String toString() {
    return "%s (%s): %s".formatted(word(), settings(), costs());
  }

  private String costs() {
    if (!appendOnly) {
      return "a restart of Redis loses everything";
    }
    String disk =
        switch (word(fsync)) {
          case "always" -> "nothing acknowledged is lost when Redis or its machine dies";
          case "everysec" ->
              "up to about 2 s of acknowledged work are lost when Redis or its machine dies";
          default -> "what is lost when Redis or its machine dies is not known";
        };
    String failover =
        replicas > 0
            ? "nothing at a failover to a replica that has confirmed it"
            : "what a replica does not have yet at a failover";
    return disk + ", " + failover;
  }

  private static String word(@Nullable String fsync) {
    return fsync == null ? "" : fsync;
  }
}
