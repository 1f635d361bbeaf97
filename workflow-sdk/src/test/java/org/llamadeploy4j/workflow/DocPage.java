package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/**
 * A page of the documentation, whose Java files are those after a comment {@code file: Name.java}.
 *
 * @param text all of it
 */
public record DocPage(String text) {

  private static final Pattern FILE =
      Pattern.compile("<!-- file: (?<name>\\S+) -->\n```java\n(?<text>.*?\n)```", Pattern.DOTALL);

  /** The page of this name in {@code docs}. */
  public static DocPage of(String name) {
    try {
      return new DocPage(Files.readString(Path.of("..", "docs", name)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Compiles the page's files into a folder and asserts that there is no warning.
   *
   * @param needed classes of the libraries that the files use besides the SDK
   */
  public void compile(Path folder, Class<?>... needed) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--release", "21", "-Xlint:all", "-Werror", "-proc:none"));
    arguments.addAll(List.of("-d", folder.toString(), "-cp", classPath(needed)));
    for (var found : FILE.matcher(text).results().toList()) {
      Path file = Files.writeString(folder.resolve(found.group("name")), found.group("text"));
      arguments.add(file.toString());
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, arguments.toArray(String[]::new));
    assertThat(exit).as(messages.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static String classPath(Class<?>... needed) {
    return Stream.concat(Stream.of(Workflow.class, NullMarked.class), Stream.of(needed))
        .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
