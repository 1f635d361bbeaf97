package org.llamadeploy4j.workflow.internal.snapshots;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.llamadeploy4j.workflow.SnapshotException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of keys, made with one new secret where it is missing. Whoever else makes it at the same
 * time, in this process or another, ends up with the same key. Stateless but for its path.
 */
public record KeyFile(Path path) implements KeySource {

  private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
  private static final Set<PosixFilePermission> OWNER_ONLY = Set.of(OWNER_READ, OWNER_WRITE);

  /**
   * The keys in the file.
   *
   * @throws SnapshotException when it is missing or not right
   */
  public KeyRing read() {
    try {
      String text = Files.readString(path);
      warnIfOthersMayRead();
      return KeyText.parse(text, path.toString());
    } catch (IOException e) {
      throw bad("the keys of snapshots cannot be read from", e);
    }
  }

  /** The keys in the file, or none where there is no such file. */
  @Override
  public KeyRing toVerify() {
    return Files.exists(path) ? read() : KeyRing.EMPTY;
  }

  /** The keys in the file, after it was made if it was missing. */
  @Override
  public KeyRing toSign() {
    if (!Files.exists(path)) {
      try {
        make();
      } catch (IOException e) {
        throw bad("a key for snapshots cannot be made in", e);
      }
    }
    return read();
  }

  private void make() throws IOException {
    Path folder = path.toAbsolutePath().resolveSibling("");
    Files.createDirectories(folder);
    Path draft = Files.createTempFile(folder, ".snapshot-key", ".tmp", ownerOnly(folder));
    try {
      Files.writeString(draft, newKeys());
      publish(draft);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** A link appears at once, whole, and only where there is nothing yet. */
  private void publish(Path draft) throws IOException {
    try {
      Files.createLink(path, draft);
      LOG.info("made a key for snapshots in {}", path);
    } catch (FileAlreadyExistsException e) {
      LOG.debug("somebody else made {} at the same time", path);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(draft, path); // a file system without links; the rename is as whole
    }
  }

  private static String newKeys() {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[SnapshotKey.Hmac.MIN_BYTES];
    byte[] name = new byte[4];
    random.nextBytes(secret);
    random.nextBytes(name);
    return """
    # Signs the snapshots of workflows. Whoever has it can make snapshots that are accepted.
    # The first key signs, all of them verify.
    """
        + KeyText.line("local-" + HexFormat.of().formatHex(name), secret)
        + "\n";
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
    return isPosix(folder)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private void warnIfOthersMayRead() throws IOException {
    if (isPosix(path) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
      LOG.warn("others than its owner may use the keys of snapshots in {}; chmod 600 it", path);
    }
  }

  private static boolean isPosix(Path at) throws IOException {
    return Files.getFileStore(at).supportsFileAttributeView("posix");
  }

  private SnapshotException bad(String what, IOException e) {
    String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
    return new SnapshotException(
        SnapshotException.BAD_KEYS, "%s %s: %s".formatted(what, path, why), e);
  }
}
