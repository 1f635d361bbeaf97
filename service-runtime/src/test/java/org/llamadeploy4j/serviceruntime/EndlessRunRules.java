package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.RuntimeScene.Deployed;

/** A run that never comes to an end fails before it fills the store, on any messaging. */
abstract class EndlessRunRules extends OnStage {
  private static final byte[] STREAMING =
      Artifacts.java(
          "Streaming.java",
          Flows.IMPORTS
              + """
              public final class Streaming extends Workflow {
                public record Word(String text) implements Event {}
                @Step(streams = Word.class) StopEvent talk(Context ctx, StartEvent in) {
                  while (true) {
                    ctx.stream(new Word("x".repeat(500_000)));
                  }
                }
              }
              """);

  private static final byte[] LOOPING =
      Artifacts.java(
          "Looping.java",
          Flows.IMPORTS
              + """
              public final class Looping extends Workflow {
                public record Again(String text) implements Loop {}
                @Step Again begin(StartEvent in) { return new Again("x".repeat(1_000_000)); }
                @Step Loop go(Again again) { return new Again(again.text()); }
                @Step StopEvent never(Stop stop) { return StopEvent.of("never"); }
                public sealed interface Loop extends Event permits Again, Stop {}
                public record Stop() implements Loop {}
              }
              """);

  private void othersGoOn() {
    Deployed echo = scene.deploy("a", "echo", Flows.ECHO);
    TaskId task = scene.submit(echo, "{\"message\": \"hi\"}");
    assertThat(scene.result(echo, task)).isEqualTo("\"Echo: hi\"");
  }

  @Test
  void aRunThatStreamsForEverFailsAndSaysWhatToDo() {
    scene.runtime("a");
    Deployed streaming = scene.deploy("a", "streaming", STREAMING);
    String failure = scene.failure(streaming, scene.submit(streaming, "{}"));
    assertThat(failure)
        .contains("\"code\":\"commit_refused\"", "let them stream less", "run-megabytes");
    othersGoOn();
  }

  @Test
  void aRunThatLoopsForEverFailsAndSaysWhatToDo() {
    scene.runtime("a");
    Deployed looping = scene.deploy("a", "looping", LOOPING);
    String failure = scene.failure(looping, scene.submit(looping, "{}"));
    assertThat(failure)
        .contains("\"code\":\"commit_refused\"", "67,108,864 bytes", "run-megabytes");
    othersGoOn();
  }
}
