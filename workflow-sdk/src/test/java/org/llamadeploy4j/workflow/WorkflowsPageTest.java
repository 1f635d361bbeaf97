package org.llamadeploy4j.workflow;

import static java.util.Objects.requireNonNull;
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

      assertThat(parcels(loader, "pen", "ink")).isEqualTo(List.of("a box of ink", "a box of pen"));
      assertThat(parcels(loader, "a", "b", "c", "d")).isEqualTo("too large: 4 items");

      Class<?> guests = loader.loadClass("Greetings$Guests");
      Object two = guests.getConstructor(List.class).newInstance(List.of("Ann", "Bo"));
      Workflow built = (Workflow) loader.loadClass("Greetings").getMethod("workflow").invoke(null);
      assertThat(String.valueOf(built.run((StartEvent) two).result()))
          .contains("Hello ANN", "Hello BO");
    }
  }

  private static Object parcels(URLClassLoader loader, String... items) throws Exception {
    Class<?> order = loader.loadClass("Parcels$Order");
    Object start = order.getConstructor(List.class).newInstance(List.of(items));
    return requireNonNull(workflow(loader, "Parcels").run((StartEvent) start).result());
  }

  private static Workflow workflow(URLClassLoader loader, String name) throws Exception {
    return (Workflow) loader.loadClass(name).getConstructor().newInstance();
  }
}
