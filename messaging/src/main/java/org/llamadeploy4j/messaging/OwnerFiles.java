package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that only their owner may read, written whole or not at all. */
final class OwnerFiles {
  private OwnerFiles() {}

  /** Makes a folder, its parents included; those that exist stay as they are. */
  static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder, onlyOwner(folder, "rwx------"));
  }

  /** Replaces the text of a file in one step. */
  static void replace(Path file, String text) throws IOException {
    Path fresh = temporaryBeside(file);
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Makes a file with this text, whole, unless there is one. */
  static void createOnce(Path file, String text) throws IOException {
    Path fresh = temporaryBeside(file);
    try {
      Files.writeString(fresh, text);
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      // Somebody was faster, or it was there before.
    } catch (UnsupportedOperationException e) {
      Files.move(fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** A new empty file in the folder of another, so that a move onto it is atomic. */
  static Path temporaryBeside(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " has no folder");
    }
    // The JDK gives temporary files to their owner alone where the system knows owners.
    return Files.createTempFile(folder, ".", ".tmp");
  }

  private static FileAttribute<?>[] onlyOwner(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
