package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workflows that docs/workflows.md shows compile, are valid, and do what the page says. */
class WorkflowsPageTest {

  @TempDir Path folder;

  @Test
  void theFilesOfThePageCompileAndTheirWorkflowsAreValid() throws Exception {
    try (URLClassLoader loader = DocsPage.read("workflows.md").compile(folder)) {
      assertThat(workflow(loader, "Approval").validate()).isTrue();
      Workflow prices = workflow(loader, "Prices");
      Class<?> basket = loader.loadClass("Prices$Basket");
      Object start = basket.getConstructor(List.class).newInstance(List.of("pen", "boat"));

      assertThat(prices.run((StartEvent) start).result(Integer.class)).isEqualTo(700);

      Class<?> guests = loader.loadClass("Greetings$Guests");
      Object two = guests.getConstructor(List.class).newInstance(List.of("Ann", "Bo"));
      Workflow built = (Workflow) loader.loadClass("Greetings").getMethod("workflow").invoke(null);
      assertThat(String.valueOf(built.run((StartEvent) two).result()))
          .contains("Hello ANN", "Hello BO");
    }
  }

  private static Workflow workflow(URLClassLoader loader, String name) throws Exception {
    return (Workflow) loader.loadClass(name).getConstructor().newInstance();
  }
}
