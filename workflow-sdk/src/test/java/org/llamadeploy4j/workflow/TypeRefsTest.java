package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** Values with type arguments, wherever one is read. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
public class TypeRefsTest {

  record Item(String name, int count) {}

  private static final TypeRef<List<Item>> ITEMS = new TypeRef<>() {};
  private static final List<Item> PENS = List.of(new Item("pen", 2));

  public static final class Listing extends Workflow {
    @Step
    StopEvent list(StartEvent start) {
      return StopEvent.of(start.get("items", ITEMS));
    }
  }

  private static Handler listing() {
    return new Listing().run(Map.of("items", PENS));
  }

  @Test
  void aResultIsReadWithItsTypeArguments() throws Exception {
    assertThat(listing().result(ITEMS)).isEqualTo(PENS);
    assertThat(listing().whenDone(ITEMS).toCompletableFuture().join()).isEqualTo(PENS);
    assertThat(listing().result(new TypeRef<Object>() {}))
        .isEqualTo(List.of(Map.of("name", "pen", "count", 2L)));
    assertThat(WorkflowTest.of(new Listing()).run(Map.of("items", PENS)).result(ITEMS))
        .isEqualTo(PENS);
  }

  @Test
  void aResultThatDoesNotFitIsRefusedWithItsPath() {
    assertThatThrownBy(() -> listing().result(new TypeRef<List<Integer>>() {}))
        .isInstanceOf(ResultTypeException.class)
        .hasMessageContaining("the value [0] must be an integer that fits int, is an object");
    assertThatThrownBy(() -> listing().result(new TypeRef<List<Thread>>() {}))
        .isInstanceOf(ResultTypeException.class)
        .hasMessageContaining("cannot be read as java.util.List<java.lang.Thread>");
  }

  static final class Ended extends Workflow {
    record Go() implements StartEvent {}

    record Done(List<Item> items) implements StopEvent {}

    @Step
    Done end(Go go) {
      return new Done(PENS);
    }
  }

  @Test
  void aTypedStopEventIsReadAsItselfOrRefusedAtOnce() throws Exception {
    Handler run = new Ended().run(new Ended.Go());

    assertThat(run.result(new TypeRef<Ended.Done>() {}).get("items", ITEMS)).isEqualTo(PENS);
    assertThatThrownBy(() -> run.result(ITEMS))
        .isInstanceOf(ResultTypeException.class)
        .hasMessageContaining("the result is a " + Ended.Done.class.getName());
  }

  static final class Parent extends Workflow {
    record Go() implements StartEvent {}

    @Step(children = Listing.class)
    StopEvent ask(Context ctx, Go go) {
      StartEvent start = StartEvent.of(Map.of("items", PENS));
      List<Item> items = ctx.child("listing", Listing.class, start, ITEMS);
      return StopEvent.of(items == null ? "none" : items.getFirst().name());
    }
  }

  @Test
  void theResultOfAChildIsReadWithItsTypeArguments() throws Exception {
    assertThat(new Parent().run(new Parent.Go()).result()).isEqualTo("pen");
  }

  @Test
  void theStateWithoutATypeIsReadAndChangedWithThem() throws Exception {
    assertThat(
            ScriptedFlow.result(ctx -> {
              DynamicState state = ctx.state();
              state.update("items", ITEMS, List.of(), old -> PENS);
              state.update("items", ITEMS, old -> List.of(old.getFirst(), new Item("ink", 1)));
              return List.of(
                  state.get("items", ITEMS).getLast().name(),
                  state.find("items", ITEMS).orElseThrow().size(),
                  state.get("none", ITEMS, PENS).size());
            }))
        .isEqualTo(List.of("ink", 2L, 1L));
  }

  @Test
  void anEventOfATypeGivesItsComponentAsItIs() {
    Ended.Done done = new Ended.Done(PENS);

    assertThat(done.get("items", ITEMS)).isEqualTo(PENS);
    assertThat((Object) done.get("items", List.class)).isSameAs(done.items());
  }
}
