package org.llamadeploy4j.workflow.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.JsonRecords;

/** What docs/resources.md shows compiles, and its resources can be made. */
class ResourcesPageTest {

  private static final Path PAGE = Path.of("../docs/resources.md");
  private static final Pattern FILE =
      Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)\n```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theWorkflowOfThePageCompilesAndItsResourcesAreMade() throws Exception {
    writeFiles();
    compile();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Class<?> type = loader.loadClass("Assistant");
      Map<String, Method> steps = Map.of("ask", step(type));
      ResourcePlan plan = ResourcePlan.read(type, steps, JsonRecords.create());
      assertThat(plan.check()).isEmpty();

      Workflow workflow = (Workflow) type.getConstructor().newInstance();
      try (ResourceScope scope = plan.open(workflow, Env.of(Map.of("API_KEY", "k")), Map.of());
          ResourceScope run = scope.openRun("r1")) {
        for (var parameter : List.of(step(type).getParameters()).subList(1, 3)) {
          assertThat(run.get(Want.of(parameter).orElseThrow())).isInstanceOf(parameter.getType());
        }
        assertThat(Opened.get(scope, HttpClient.class).connectTimeout().orElseThrow())
            .hasSeconds(20);
      }
    }
  }

  private static Method step(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(m -> m.isAnnotationPresent(Step.class))
        .findFirst()
        .orElseThrow();
  }

  private void writeFiles() throws Exception {
    Matcher file = FILE.matcher(Files.readString(PAGE));
    while (file.find()) {
      Files.writeString(folder.resolve(file.group(1)), file.group(2) + "\n");
    }
  }

  private void compile() throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.list(folder)) {
      List<Path> java = sources.filter(f -> f.toString().endsWith(".java")).toList();
      List<String> options = List.of("-proc:none", "-d", folder.toString());
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }
}
