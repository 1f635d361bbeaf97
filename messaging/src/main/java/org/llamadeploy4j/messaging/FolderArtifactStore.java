package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.llamadeploy4j.protocol.ArtifactHash;

/**
 * Artifacts in a folder, one file each, named by its hash. Processes may share the folder: a file
 * appears whole or not at all. Safe for use by many threads; holds no state.
 */
public final class FolderArtifactStore implements ArtifactStore {
  private static final int PREFIX = 2;
  private static final String FLEET_FILE = "fleet-id";

  private final Path folder;

  /** Uses this folder, which is made when something is stored. */
  public FolderArtifactStore(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * Stores an artifact and returns when it is on the disk.
   *
   * @throws MessagingException when the folder cannot be written
   */
  @Override
  public ArtifactHash put(byte[] zip) {
    ArtifactHash hash = new ArtifactHash(Sha256.of(zip));
    Path file = file(hash);
    try {
      if (!isWhole(file, hash)) {
        write(file, zip);
      }
      return hash;
    } catch (IOException e) {
      throw new MessagingException(
          "cannot store artifact " + hash + " in " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] get(ArtifactHash hash) {
    byte[] zip = read(hash);
    if (!Sha256.of(zip).equals(hash.value())) {
      throw new MessagingException(
          "artifact "
              + hash
              + " in "
              + folder
              + " is damaged: its bytes hash to something else; deploy its service again");
    }
    return zip;
  }

  /**
   * The id of the fleet whose artifacts are here; empty: nobody's yet.
   *
   * @throws MessagingException when the folder cannot be read
   */
  public Optional<String> fleet() {
    Path file = folder.resolve(FLEET_FILE);
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new MessagingException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Makes the folder a fleet's if it is nobody's.
   *
   * @return the id of the fleet that it belongs to
   * @throws MessagingException when the folder cannot be written
   */
  public String claim(String fleet) {
    Path file = folder.resolve(FLEET_FILE);
    try {
      OwnerFiles.createFolder(folder);
      OwnerFiles.createOnce(file, fleet + "\n");
    } catch (IOException e) {
      throw new MessagingException("cannot write " + file + ": " + e.getMessage(), e);
    }
    return fleet().orElse(fleet);
  }

  /** Where the id of the fleet stands. */
  public Path fleetFile() {
    return folder.resolve(FLEET_FILE);
  }

  private byte[] read(ArtifactHash hash) {
    try {
      return Files.readAllBytes(file(hash));
    } catch (NoSuchFileException e) {
      throw new MessagingException("there is no artifact " + hash + " in " + folder, e);
    } catch (IOException e) {
      throw new MessagingException(
          "cannot read artifact " + hash + " in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The form of a hash keeps the path inside the folder. */
  private Path file(ArtifactHash hash) {
    return folder.resolve(hash.value().substring(0, PREFIX)).resolve(hash.value() + ".zip");
  }

  private static boolean isWhole(Path file, ArtifactHash hash) throws IOException {
    return Files.exists(file) && Sha256.ofFile(file).equals(hash.value());
  }

  private static void write(Path file, byte[] zip) throws IOException {
    OwnerFiles.createFolder(file.resolveSibling(".").normalize());
    Path fresh = OwnerFiles.temporaryBeside(file);
    try {
      Files.write(fresh, zip);
      // A deployment refers to it durably, so it must not be lost with the machine.
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
