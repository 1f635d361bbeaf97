package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right of one process to a data folder, with a note for people beside it that says who holds
 * it. The operating system drops it when the process dies. Safe for use by many threads.
 */
public final class DataFolderLock implements AutoCloseable {
  /**
   * Folders held by this process. Closing any channel on a locked file drops the lock on POSIX
   * systems, so a second attempt in this process must not even open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileLock lock;

  private DataFolderLock(Path folder, FileLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes the folder, which must exist.
   *
   * @throws DataFolderHeldException when another process, or this one, has it
   */
  public static DataFolderLock take(Path dataDir) throws IOException {
    Path folder = dataDir.toRealPath();
    if (!HELD.add(folder)) {
      throw new DataFolderHeldException(folder, owner(folder));
    }
    boolean taken = false;
    try {
      FileLock lock = tryLock(folder);
      if (lock == null) {
        throw new DataFolderHeldException(folder, owner(folder));
      }
      DataFolderLock held = new DataFolderLock(folder, lock);
      taken = true;
      held.describe("");
      return held;
    } finally {
      if (!taken) {
        HELD.remove(folder);
      }
    }
  }

  /**
   * Adds to what another process is told about the holder.
   *
   * @param note such as the address of the API; empty: nothing but process id and start time
   */
  public void describe(String note) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    Instant started = self.info().startInstant().orElse(Instant.EPOCH);
    String text =
        "process %d, started %s".formatted(self.pid(), started.truncatedTo(ChronoUnit.SECONDS));
    OwnerFiles.replace(ownerFile(folder), note.isBlank() ? text : text + ", " + note.strip());
  }

  /** Gives the folder up; idempotent. */
  @Override
  public void close() throws IOException {
    if (!lock.isValid()) {
      return;
    }
    Files.deleteIfExists(ownerFile(folder));
    lock.acquiredBy().close();
    HELD.remove(folder);
  }

  @SuppressWarnings("resource") // The lock lives in the channel: close() ends both.
  private static @Nullable FileLock tryLock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another class loader of this process has it, which HELD cannot know.
      lock = null;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  private static Path ownerFile(Path folder) {
    return folder.resolve("owner");
  }

  private static String owner(Path folder) {
    try {
      return Files.readString(ownerFile(folder)).strip();
    } catch (IOException e) {
      return "another process";
    }
  }
}
