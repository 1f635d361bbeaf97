package org.llamadeploy4j.workflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.workflow.DocsPage;

/** What docs/testing-workflows.md shows compiles, its tests pass. */
class TestingPageTest {

  @TempDir Path folder;

  @Test
  void theTestsOfThePagePass() throws Exception {
    Class<?> usedByJunit = Class.forName("org.apiguardian.api.API");
    DocsPage page = DocsPage.read("testing-workflows.md");
    List<String> passed = new ArrayList<>();
    try (URLClassLoader loader = page.compile(folder, Test.class, Assertions.class, usedByJunit)) {
      Class<?> type = loader.loadClass("OrdersTest");
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          var constructor = type.getDeclaredConstructor();
          constructor.setAccessible(true);
          method.setAccessible(true);
          method.invoke(constructor.newInstance());
          passed.add(method.getName());
        }
      }
    }
    assertThat(passed).hasSize(6);
  }
}
