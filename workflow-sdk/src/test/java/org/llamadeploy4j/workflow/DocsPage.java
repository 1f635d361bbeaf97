package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/** A page of docs, of which the files that it shows can be compiled. */
public record DocsPage(String text) {

  private static final Pattern FILE =
      Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?\n)```", Pattern.DOTALL);

  private static final List<String> OPTIONS =
      List.of("--release", "21", "-Xlint:all", "-Werror", "-proc:none");

  /** The page of this name in docs. */
  public static DocsPage read(String name) throws IOException {
    return new DocsPage(Files.readString(Path.of("..", "docs", name)));
  }

  /**
   * Writes the files into an empty folder, compiles those of Java, and loads the classes.
   *
   * @param needed classes of the libraries that the files use besides the SDK
   */
  public URLClassLoader compile(Path folder, Class<?>... needed) throws IOException {
    Matcher file = FILE.matcher(text);
    while (file.find()) {
      Files.writeString(folder.resolve(file.group(1)), file.group(2));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.list(folder)) {
      List<Path> java = sources.filter(f -> f.toString().endsWith(".java")).toList();
      List<String> options =
          Stream.concat(
                  OPTIONS.stream(), Stream.of("-d", folder.toString(), "-cp", classPath(needed)))
              .toList();
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
    return new URLClassLoader(new URL[] {folder.toUri().toURL()});
  }

  private static String classPath(Class<?>... needed) {
    return Stream.concat(Stream.of(Workflow.class, NullMarked.class), Stream.of(needed))
        .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
        .reduce((one, other) -> one + File.pathSeparator + other)
        .orElseThrow();
  }
}
