package org.llamadeploy4j.workflow.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.resources.ResourceDescription.Need;
import org.llamadeploy4j.workflow.internal.resources.ResourceDescription.Resource;

/** Which methods are makers, and how a resource is found by its type. */
class MakersTest {

  interface Chat {}

  record Llm(String key) implements Chat {}

  record Tools(Chat chat, int size) {}

  record Search(Llm llm) {}

  interface WithSize {
    @Provides
    default int size() {
      return 7;
    }
  }

  abstract static class Base extends Workflow implements Supplier<Llm> {
    @Provides
    Llm llm(Env env) {
      return new Llm(env.get("KEY"));
    }

    @Provides
    Search search(@Inject Llm llm) {
      return new Search(llm);
    }

    @Provides
    String dropped() {
      return "dropped";
    }
  }

  static final class Agent extends Base implements WithSize {
    record Go() implements StartEvent {}

    @Provides(scope = Provides.Scope.RUN)
    Tools tools(Chat chat, @Inject int size) {
      return new Tools(chat, size);
    }

    @Override
    @Provides
    Search search(@Inject Llm llm) {
      return new Search(new Llm("overridden"));
    }

    @Override
    String dropped() {
      return "no maker any more";
    }

    @Override
    @Provides
    public Llm get() {
      return new Llm("has a bridge");
    }

    @Step
    StopEvent ask(Go go, @Inject Tools tools, @Inject Search search, Env env) {
      return StopEvent.of(tools.size());
    }
  }

  static final class Plain extends Base implements WithSize {
    @Override
    public Llm get() {
      return new Llm("no maker");
    }

    @Provides(scope = Provides.Scope.RUN)
    Tools tools(Chat chat, @Inject int size) {
      return new Tools(chat, size);
    }

    @Provides
    static StringBuilder text(Object notThere, Env env) {
      return new StringBuilder();
    }
  }

  @Test
  void inheritedDefaultAndOverriddenMakersCountOnceAndBridgesNot() {
    assertThat(Makers.of(Agent.class).stream().map(Maker::name))
        .containsExactly("get", "llm", "search", "size", "tools");
  }

  @Test
  void aResourceIsBuiltOfWhatItNeedsFoundByExactTypeElseByTheOnlyOneThatFits() throws Exception {
    try (ResourceScope scope = Opened.scope(new Plain());
        ResourceScope run = scope.openRun("r1")) {
      Tools tools = Opened.get(run, Tools.class);

      assertThat(tools).isEqualTo(new Tools(new Llm("secret-of-env"), 7));
      assertThat(Opened.get(run, Chat.class)).isSameAs(tools.chat());
      assertThat(Opened.get(scope, Search.class).llm()).isSameAs(tools.chat());
    }
  }

  @Test
  void twoMakersOfATypeAndNoneAreRefusedWithTheWayToThem() {
    ResourceScope run = Opened.scope(new Agent()).openRun("r1");

    assertThatThrownBy(() -> Opened.get(run, Tools.class))
        .isInstanceOf(ResourceException.class)
        .hasMessage(
            "the resource Tools cannot be had: tools: several make a Chat: get, llm; keep one, or"
                + " give each a type of its own")
        .extracting(e -> ((ResourceException) e).code())
        .isEqualTo("resource_unavailable");
    assertThatThrownBy(() -> Opened.get(run, Thread.class))
        .hasMessage(
            "the resource Thread cannot be had: nothing makes a Thread; annotate a method that"
                + " returns one with @Provides");
  }

  @Test
  void anOverrideWinsOverItsMakerAlsoForWhatNeedsIt() throws Exception {
    Llm fake = new Llm("fake");
    try (ResourceScope scope = Opened.scope(new Plain(), Map.of(Llm.class, fake))) {
      assertThat(Opened.get(scope, Llm.class)).isSameAs(fake);
      assertThat(Opened.get(scope, Search.class).llm()).isSameAs(fake);
      assertThat(Opened.get(scope.openRun("r1"), Tools.class).chat()).isSameAs(fake);
    }
  }

  @Test
  void anOverrideOfATypeThatIsOnlyAskedForWinsToo() throws Exception {
    Chat fake = new Chat() {};
    try (ResourceScope scope = Opened.scope(new Agent(), Map.of(Chat.class, fake))) {
      assertThat(Opened.get(scope.openRun("r1"), Tools.class).chat()).isSameAs(fake);
    }
  }

  @Test
  void anOverrideThatNobodyWouldUseIsRefused() {
    assertThatThrownBy(() -> Opened.scope(new Agent(), Map.of(Thread.class, new Thread())))
        .isInstanceOf(ResourceException.class)
        .hasMessageStartingWith("java.lang.Thread cannot be replaced: the workflow neither makes")
        .hasMessageContaining(Tools.class.getName());
    assertThatThrownBy(() -> Opened.scope(new Agent(), Map.of(Llm.class, "text")))
        .hasMessageEndingWith("cannot be replaced by a java.lang.String");
  }

  @Test
  void theDescriptionTellsMakersScopesAndWhoNeedsWhat() {
    ResourceDescription description = Opened.plan(Agent.class).description();

    assertThat(description.resources())
        .contains(
            new Resource("llm", "Llm", Provides.Scope.WORKFLOW, List.of(new Need.OfEnv())),
            new Resource(
                "tools",
                "Tools",
                Provides.Scope.RUN,
                List.of(new Need.OfResource("Chat", ""), new Need.OfResource("Integer", "size"))));
    assertThat(description.steps())
        .containsExactly(
            Map.entry(
                "ask",
                List.of(
                    new Need.OfResource("Tools", "tools"),
                    new Need.OfResource("Search", "search"),
                    new Need.OfEnv())));
  }
}
