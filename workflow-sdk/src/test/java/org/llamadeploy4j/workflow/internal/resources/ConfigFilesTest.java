package org.llamadeploy4j.workflow.internal.resources;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.JsonRecords;
import org.llamadeploy4j.workflow.internal.JsonRecords.Result;
import org.llamadeploy4j.workflow.internal.resources.ResourceDescription.Config;
import org.llamadeploy4j.workflow.internal.resources.ResourceDescription.Need;

class ConfigFilesTest {

  record Go() implements StartEvent {}

  record Limits(int calls, List<String> tools) {}

  record Whole(String model, Part llm) {}

  record Part(Limits limits) {}

  record Client(Limits limits) {}

  record Wrong(int model) {}

  record Picky(int calls, List<String> tools) {
    Picky {
      if (calls < 100) {
        throw new IllegalArgumentException("at least 100 calls are needed");
      }
    }
  }

  static final class Good extends Workflow {
    @Provides
    Client client(
        @Inject @ConfigFile(value = "config/agent.json", at = "llm.limits") Limits limits) {
      return new Client(limits);
    }

    @Step
    StopEvent ask(
        Go go,
        @Inject @ConfigFile("config/agent.json") Whole whole,
        @Inject @ConfigFile(value = "beside.json", at = "limits") Limits limits) {
      return StopEvent.of(limits.calls());
    }
  }

  static final class Bad extends Workflow {
    @Provides
    Client client(@ConfigFile(value = "config/agent.json", at = "llm.borders") Limits limits) {
      return new Client(limits);
    }

    @Step
    StopEvent ask(
        Go go,
        @ConfigFile("missing.json") Limits a,
        @ConfigFile("config/agent.yaml") Limits b,
        @ConfigFile("../agent.json") Limits c,
        @ConfigFile("/config/agent.json") Limits d,
        @ConfigFile("config/agent.json") Part e,
        @ConfigFile("config/agent.json") String f) {
      return StopEvent.of(1);
    }

    @Step
    StopEvent tell(
        Go go,
        @ConfigFile(value = "config/agent.json", at = "model.name") Limits a,
        @ConfigFile(value = "config/agent.json", at = "llm..limits") Limits b,
        @ConfigFile(value = "config/agent.json", at = "llm.limits") Picky c) {
      return StopEvent.of(1);
    }
  }

  private static final Limits IN_FILE = new Limits(5, List.of("search"));

  @Test
  void aRecordIsReadFromTheRootOfTheClassesOrBesideTheWorkflow() throws Exception {
    ResourcePlan plan = Opened.plan(Good.class);
    assertThat(plan.check()).isEmpty();

    try (ResourceScope scope = plan.open(new Good(), Env.empty(), Map.of())) {
      assertThat(Opened.get(scope, Client.class).limits()).isEqualTo(IN_FILE);
      assertThat(scope.get(new Want.Config("config/agent.json", "", Whole.class)))
          .isEqualTo(new Whole("secret-model", new Part(IN_FILE)));
      assertThat(scope.get(new Want.Config("beside.json", "limits", Limits.class)))
          .isEqualTo(new Limits(9, List.of()))
          .isSameAs(scope.get(new Want.Config("beside.json", "limits", Limits.class)));
    }
  }

  @Test
  void everyMistakeIsToldAtOnceWithStepParameterFileAndPartAndNoValue() {
    List<String> problems = Opened.plan(Bad.class).check();

    assertThat(problems)
        .containsExactly(
            "step ask: parameter a (Limits) from missing.json: the file is neither at the root of"
                + " the classes nor beside the workflow",
            "step ask: parameter b (Limits) from config/agent.yaml: the file's name must end in"
                + " .json",
            "step ask: parameter c (Limits) from ../agent.json: the path must not have empty parts,"
                + " '.' or '..'",
            "step ask: parameter d (Limits) from /config/agent.json: the path must be relative,"
                + " with / between folders",
            "step ask: parameter e (Part) from config/agent.json: field 'limits' is missing",
            "step ask: parameter e (Part) from config/agent.json: has an unknown field 'model';"
                + " allowed are [limits]",
            "step ask: parameter e (Part) from config/agent.json: has an unknown field 'llm';"
                + " allowed are [limits]",
            "step ask: parameter f (String) from config/agent.json: a configuration file is read"
                + " into a record, and this is none",
            "step tell: parameter a (Limits) from config/agent.json at model.name: 'model' is a"
                + " string, so it has no part 'name'",
            "step tell: parameter b (Limits) from config/agent.json at llm..limits: at must be"
                + " names with single dots between",
            "step tell: parameter c (Picky) from config/agent.json at llm.limits: Picky refused its"
                + " values: java.lang.IllegalArgumentException: at least 100 calls are needed",
            "resource maker client: parameter limits (Limits) from config/agent.json at"
                + " llm.borders: 'llm' has no part 'borders'; it has [limits]");
    assertThat(problems.toString()).doesNotContain("secret");
  }

  @Test
  void whatNeedsABadFileFailsWithItsProblem() {
    ResourceScope scope = Opened.scope(new Bad());

    assertThatThrownBy(() -> Opened.get(scope, Client.class))
        .isInstanceOf(ResourceException.class)
        .hasMessage(
            "the resource Client cannot be had: client: config/agent.json at llm.borders: 'llm' has"
                + " no part 'borders'; it has [limits]");
  }

  @Test
  void whatDoesNotFitIsToldWithoutItsValue() {
    assertThat(read("{\"model\": \"secret\"}"))
        .containsExactly("model must be an integer that fits int, is a string");
    assertThat(read("{\"model\": secret}")).containsExactly("not JSON (line 1, column 11)");
    assertThat(read("")).containsExactly("not JSON: it is empty");
    assertThat(read("null")).containsExactly("is null");
  }

  static final class Big extends Workflow {
    @Provides
    Client client(@ConfigFile("at-most.json") Limits limits) {
      return new Client(limits);
    }

    @Provides
    Whole whole(@ConfigFile("too-big.json") Limits limits) {
      return new Whole("", new Part(limits));
    }
  }

  @Test
  void aFileHasAtMostOneMegabyte() throws Exception {
    Path classes = Path.of(Big.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path fits = classes.resolve("at-most.json");
    Path tooBig = classes.resolve("too-big.json");
    String json = "{\"calls\": 1}";
    Files.writeString(fits, json + " ".repeat(1024 * 1024 - json.length()));
    Files.writeString(tooBig, json + " ".repeat(1024 * 1024 - json.length() + 1));
    try {
      assertThat(Opened.plan(Big.class).check())
          .containsExactly(
              "resource maker whole: parameter limits (Limits) from too-big.json: the file has more"
                  + " than 1 MB");
    } finally {
      Files.delete(fits);
      Files.delete(tooBig);
    }
  }

  @Test
  void onlyUtf8IsRead() {
    Result utf16 = JsonRecords.create().read("{\"model\": 1}".getBytes(UTF_16), "", Wrong.class);
    Result zeros = JsonRecords.create().read("{\0\"\0}\0".getBytes(UTF_8), "", Wrong.class);

    assertThat(List.of(utf16, zeros))
        .allSatisfy(r ->
            assertThat(r).isEqualTo(new Result.Problems(List.of("not JSON: it is not UTF-8"))));
  }

  private static List<String> read(String json) {
    return JsonRecords.create().read(json.getBytes(UTF_8), "", Wrong.class)
            instanceof Result.Problems(List<String> sentences)
        ? sentences
        : List.of();
  }

  @Test
  void theDescriptionTellsFilesAndPartsButNoValues() {
    ResourceDescription description = Opened.plan(Good.class).description();

    assertThat(description.configs())
        .containsExactly(
            new Config("beside.json", "limits", "Limits"),
            new Config("config/agent.json", "", "Whole"),
            new Config("config/agent.json", "llm.limits", "Limits"));
    assertThat(description.resources().getFirst().needs())
        .containsExactly(
            new Need.OfConfig(new Config("config/agent.json", "llm.limits", "Limits")));
  }
}
