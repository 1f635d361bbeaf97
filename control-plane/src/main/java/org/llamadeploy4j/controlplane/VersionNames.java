package org.llamadeploy4j.controlplane;

import java.util.List;
import java.util.TreeMap;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.JournalMode;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.StreamMode;
import org.llamadeploy4j.protocol.VersionId;

/**
 * Names versions by what they are: the same code with the same settings in the same service gets
 * the same name, so deploying what is live already changes nothing. Two deployments never share a
 * version, because they must not share classes.
 */
final class VersionNames {
  private static final int NAME_BYTES = 16;

  private VersionNames() {}

  static ServiceVersion version(Incarnation incarnation, ServiceSpec spec, ArtifactHash artifact) {
    Fingerprint settings =
        new Fingerprint()
            .add(List.of("1", incarnation.value(), spec.id().value(), spec.name()))
            .add(List.of(artifact.value(), spec.source().type().name(), spec.source().location()))
            .add(spec.path() == null ? List.of() : List.of(spec.path()))
            .add(new TreeMap<>(spec.env()).entrySet().stream().map(Object::toString).toList())
            .add(spec.envFiles());
    String name = withJournal(withStream(settings, spec.stream()), spec.journal()).hex(NAME_BYTES);
    return new ServiceVersion(new VersionId(name), spec, artifact);
  }

  /** Versions with whole journals keep the names they had before there were others. */
  private static Fingerprint withJournal(Fingerprint settings, JournalMode journal) {
    return switch (journal) {
      case WHOLE -> settings;
      case COMPACT -> settings.add(List.of("journal", journal.word()));
    };
  }

  /** Versions that stream live keep the names they had before there was another mode. */
  private static Fingerprint withStream(Fingerprint settings, StreamMode stream) {
    return switch (stream) {
      case LIVE -> settings;
      case COMMITTED -> settings.add(List.of(stream.word()));
    };
  }
}
