package org.llamadeploy4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.llamadeploy4j.protocol.DeploymentFileParser;
import org.llamadeploy4j.protocol.ParsedDeployment;

/** Reads and checks deployment files before anything is started or sent. */
final class DeploymentFiles {
  private DeploymentFiles() {}

  /**
   * The bytes of a file that holds a valid deployment; its warnings are shown.
   *
   * @throws CliException when it cannot be read
   * @throws org.llamadeploy4j.protocol.InvalidDeploymentException with its mistakes
   */
  static byte[] read(Path file, Terminal terminal) {
    byte[] yaml = bytes(file);
    ParsedDeployment parsed = DeploymentFileParser.parse(yaml, file.toString());
    parsed.warnings().forEach(warning -> terminal.err().println("Warning: " + warning));
    return yaml;
  }

  /** One byte more than is allowed is enough for the parser to say so. */
  private static byte[] bytes(Path file) {
    if (Files.isDirectory(file)) {
      throw CliException.failure("'" + file + "' is a folder; name a deployment file in it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) > DeploymentFileParser.MAX_FILE_BYTES) {
        throw CliException.failure(
            "'%s' has %,d bytes; a deployment file may have at most %,d (1 MB)"
                .formatted(file, Files.size(file), DeploymentFileParser.MAX_FILE_BYTES));
      }
      return in.readNBytes(DeploymentFileParser.MAX_FILE_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw CliException.failure("there is no file '" + file + "'", e);
    } catch (IOException e) {
      throw CliException.failure("'" + file + "' cannot be read: " + e, e);
    }
  }
}
