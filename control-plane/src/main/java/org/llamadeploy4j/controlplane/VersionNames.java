package org.llamadeploy4j.controlplane;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.ServiceSpec;
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
    MessageDigest digest = sha256();
    add(digest, List.of("1", incarnation.value(), spec.id().value(), spec.name()));
    add(digest, List.of(artifact.value(), spec.source().type().name(), spec.source().location()));
    add(digest, spec.path() == null ? List.of() : List.of(spec.path()));
    add(digest, new TreeMap<>(spec.env()).entrySet().stream().map(Object::toString).toList());
    add(digest, spec.envFiles());
    byte[] name = new byte[NAME_BYTES];
    System.arraycopy(digest.digest(), 0, name, 0, NAME_BYTES);
    return new ServiceVersion(new VersionId(HexFormat.of().formatHex(name)), spec, artifact);
  }

  /** Counts and lengths keep different lists from giving the same bytes. */
  private static void add(MessageDigest digest, List<String> texts) {
    digest.update(number(texts.size()));
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(number(bytes.length));
      digest.update(bytes);
    }
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
