package org.llamadeploy4j.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads deployment files of both generations of Llama Deploy, in kebab-case and snake_case. Unlike
 * the original it refuses keys it does not know, since a mistyped key that is silently ignored is
 * the costliest kind, and it reports every mistake of a file at once.
 */
public final class DeploymentFileParser {
  /** Largest file that is read. */
  public static final int MAX_FILE_BYTES = 1024 * 1024;

  private DeploymentFileParser() {}

  /**
   * Reads a file.
   *
   * @param yaml its content, in UTF-8
   * @param fileName what messages call it
   * @throws InvalidDeploymentException with everything that is wrong with it
   */
  public static ParsedDeployment parse(byte[] yaml, String fileName) {
    Mistakes mistakes = new Mistakes(fileName);
    Optional<DeploymentSpec> spec =
        new YamlText(mistakes)
            .read(yaml)
            .flatMap(root -> new DeploymentSection(mistakes).read(root));
    return new ParsedDeployment(spec.orElseThrow(mistakes::refusal), mistakes.warnings());
  }

  /**
   * Reads a file whose text is at hand.
   *
   * @throws InvalidDeploymentException with everything that is wrong with it
   */
  public static ParsedDeployment parse(String yaml, String fileName) {
    return parse(yaml.getBytes(StandardCharsets.UTF_8), fileName);
  }
}
