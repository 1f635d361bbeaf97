package org.llamadeploy4j.serviceruntime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;

/**
 * Unpacks an artifact into a folder and nowhere else. Without state; one call belongs to one
 * thread.
 */
final class ZipUnpacker {
  private static final int BUFFER_BYTES = 16 * 1024;

  private ZipUnpacker() {}

  /**
   * What an artifact may hold at most, unpacked.
   *
   * @param files number of files
   * @param totalBytes of all files together
   */
  record Limits(int files, long totalBytes) {
    static final Limits DEFAULT = new Limits(20_000, 512L * 1024 * 1024);
  }

  /**
   * Writes every file of the zip below {@code into}, which is made.
   *
   * @throws ServiceRuntimeException when the zip is damaged, too large, or names a place outside
   */
  static void unpack(byte[] zip, Path into, Limits limits) {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      Files.createDirectories(into);
      int files = 0;
      long left = limits.totalBytes();
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path target = target(into, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        if (++files > limits.files()) {
          throw bad("it holds more than %,d files".formatted(limits.files()), null);
        }
        left -= write(in, target, left, limits);
      }
      if (files == 0) {
        throw bad("it holds no file", null);
      }
    } catch (FileAlreadyExistsException e) {
      throw bad("it holds a file twice: " + into.relativize(Path.of(e.getFile())), e);
    } catch (IOException | IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()), e);
    }
  }

  private static Path target(Path into, String name) {
    try {
      Path target = into.resolve(name).normalize();
      if (!name.contains("\\") && target.startsWith(into) && !target.equals(into)) {
        return target;
      }
    } catch (InvalidPathException e) {
      throw bad("it names an impossible file '%s'".formatted(name), e);
    }
    throw bad("it names the file '%s', which is outside of it".formatted(name), null);
  }

  private static long write(InputStream in, Path target, long left, Limits limits)
      throws IOException {
    Files.createDirectories(target.resolveSibling("."));
    byte[] buffer = new byte[BUFFER_BYTES];
    long written = 0;
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        written += n;
        if (written > left) {
          throw bad("unpacked it has more than %,d bytes".formatted(limits.totalBytes()), null);
        }
        out.write(buffer, 0, n);
      }
    }
    return written;
  }

  private static ServiceRuntimeException bad(String what, @Nullable Throwable cause) {
    return new ServiceRuntimeException(
        Code.BAD_ARTIFACT, "the service's artifact cannot be used: " + what, cause);
  }
}
