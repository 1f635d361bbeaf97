package org.llamadeploy4j.workflow.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.workflow.DocPage;
import org.llamadeploy4j.workflow.internal.retry.RetryReader;
import org.llamadeploy4j.workflow.internal.retry.RetryReading;

/** What docs/retries.md shows compiles and is sound, and its tables name every part. */
class RetriesPageTest {

  private static final DocPage PAGE = DocPage.of("retries.md");

  @TempDir Path folder;

  @Test
  void theFilesCompileAndTheirRetriesAreSound() throws Exception {
    PAGE.compile(folder);

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

  @Test
  void theTablesNameEveryPart() throws Exception {
    String page = PAGE.text();

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
