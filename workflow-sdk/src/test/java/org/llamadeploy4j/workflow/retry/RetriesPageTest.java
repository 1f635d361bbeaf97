package org.llamadeploy4j.workflow.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.retry.RetryReader;
import org.llamadeploy4j.workflow.internal.retry.RetryReading;

/** What docs/retries.md shows compiles and is sound, and its tables name every part. */
class RetriesPageTest {

  private static final Pattern FILE =
      Pattern.compile("<!-- file: (?<name>\\S+) -->\n```java\n(?<text>.*?\n)```", Pattern.DOTALL);

  @TempDir Path folder;

  private static String page() throws Exception {
    return Files.readString(Path.of("..", "docs", "retries.md"));
  }

  @Test
  void theFilesCompileAndTheirRetriesAreSound() throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("--release", "21", "-Xlint:all", "-Werror", "-proc:none"));
    arguments.addAll(List.of("-d", folder.toString(), "-cp", classPath()));
    for (var found : FILE.matcher(page()).results().toList()) {
      Path file = Files.writeString(folder.resolve(found.group("name")), found.group("text"));
      arguments.add(file.toString());
    }

    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));

    assertThat(exit).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Method fetch =
          Arrays.stream(loader.loadClass("Weather").getDeclaredMethods())
              .filter(m -> m.isAnnotationPresent(Retry.class))
              .findFirst()
              .orElseThrow();
      Object patient = loader.loadClass("Patient").getConstructor().newInstance();

      assertThat(RetryReader.read(fetch.getAnnotation(Retry.class)))
          .isInstanceOf(RetryReading.Sound.class);
      assertThat(((Supplier<?>) patient).get()).isInstanceOf(RetryPolicy.class);
    }
  }

  private static String classPath() {
    return Stream.of(Workflow.class, NullMarked.class)
        .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
        .reduce((one, other) -> one + File.pathSeparator + other)
        .orElseThrow();
  }

  @Test
  void theTablesNameEveryPart() throws Exception {
    String page = page();

    for (Class<?> part : List.of(RetryIf.class, Wait.class, Stop.class)) {
      for (Method method : part.getDeclaredMethods()) {
        boolean shared = Modifier.isStatic(method.getModifiers());
        String name = (shared ? "`" + part.getSimpleName() : "`a") + "." + method.getName() + "(";
        if ((shared || method.isDefault()) && Modifier.isPublic(method.getModifiers())) {
          assertThat(page).contains(name);
        }
      }
    }
    for (Method attribute : Retry.class.getDeclaredMethods()) {
      assertThat(page).contains("| `" + attribute.getName() + "` |");
    }
  }
}
