package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.spi.ProgramListener;

/** The listener that docs/observability.md shows compiles and does what the page says. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ObservabilityPageTest {

  @TempDir Path folder;

  static final class Flaky extends Workflow {
    record Go() implements StartEvent {}

    @Step
    @Retry(delay = "PT0S", attempts = 2)
    StopEvent work(Context ctx, Go go) {
      if (ctx.attempt() == 1) {
        throw new IllegalStateException("not yet");
      }
      return StopEvent.of(1);
    }
  }

  @Test
  void theSpansOfThePageNestAttemptsInTheirRun() throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Consumer<String> tracer = told::add;
    try (URLClassLoader loader = DocsPage.read("observability.md").compile(folder)) {
      ProgramListener spans =
          (ProgramListener)
              loader.loadClass("Spans").getConstructor(Consumer.class).newInstance(tracer);
      InProcessRunner.of(new Flaky()).withListener(spans).run(new Flaky.Go()).result();
    }

    assertThat(told)
        .containsExactly(
            "Flaky > work#1: failed: not yet",
            "Flaky > work#2: gave [StopEvent]",
            "Flaky: Finished");
  }
}
