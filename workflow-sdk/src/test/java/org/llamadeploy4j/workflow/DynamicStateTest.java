package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The state without a type, within one attempt. */
@Timeout(20)
class DynamicStateTest {

  enum Color {
    RED
  }

  record Point(int x, @Nullable String label) {}

  private static @Nullable Object result(Consumer<DynamicState> changes) throws Exception {
    return ScriptedFlow.result(ctx -> {
      changes.accept(ctx.state());
      return ctx.state().asMap();
    });
  }

  private static void refused(Consumer<DynamicState> misuse, String message) {
    ScriptedFlow.refusedByState(
        ctx -> {
          misuse.accept(ctx.state());
          return null;
        },
        message);
  }

  // T155
  @Test
  void whatIsSetByPathIsReadByPath() throws Exception {
    Object got =
        ScriptedFlow.result(ctx -> {
          ctx.state().set("user.address.city", "Paris");
          ctx.state().set("user.age", 36);
          ctx.state().set("orders", List.of(Map.of("price", 2.5)));
          ctx.state().set("orders.0.count", 3);
          return List.of(
              ctx.state().get("user.address.city", String.class),
              ctx.state().get("user.age", int.class),
              ctx.state().get("orders.0.price", Double.class),
              ctx.state().get("orders.0", Object.class),
              ctx.state().get("user", Map.class));
        });

    assertThat(got)
        .isEqualTo(
            List.of(
                "Paris",
                36L,
                2.5,
                Map.of("price", 2.5, "count", 3L),
                Map.of("address", Map.of("city", "Paris"), "age", 36L)));
  }

  // T156
  @Test
  void aMissingPathIsRefusedByNameUnlessThereIsADefault() throws Exception {
    assertThat(
            ScriptedFlow.result(ctx -> {
              DynamicState state = ctx.state();
              state.set("none", null);
              return List.of(
                  state.get("a.b", String.class, "default"),
                  state.get("none", String.class, "for null"),
                  state.find("a", int.class).isPresent(),
                  state.find("none", Object.class).isPresent(),
                  state.has("none"),
                  state.has("a"));
            }))
        .isEqualTo(List.of("default", "for null", false, false, true, false));
    refused(s -> s.get("a.b", String.class), "the state has no 'a'; it has []");
    refused(
        s -> {
          s.set("a.c", 1);
          s.get("a.b", new TypeRef<List<String>>() {});
        },
        "'a' has no 'b'; it has [c]");
    refused(
        s -> {
          s.set("a", null);
          s.get("a", String.class);
        },
        "'a' is null");
  }

  // T157
  @Test
  void anEmptyPathIsRefused() {
    refused(s -> s.set("", 1), "a path is empty");
    refused(s -> s.get("", String.class, ""), "a path is empty");
  }

  // T158
  @Test
  void aPathOrAValueThatIsTooDeepIsRefused() {
    String long1001 = String.join(".", Collections.nCopies(1_001, "a"));
    refused(s -> s.set(long1001, 1), "at most 1000");
    refused(s -> s.find(long1001, String.class), "at most 1000");
    refused(
        s -> s.set(String.join(".", Collections.nCopies(151, "a")), 1), "deeper than 150 levels");
    Object list = List.of();
    for (int i = 0; i < 149; i++) {
      list = List.of(list);
    }
    Object deep = list;
    refused(s -> s.set("a", deep), "deeper than 150 levels");
    refused(s -> s.merge(Map.of("a", deep)), "deeper than 150 levels");
  }

  // T158
  @Test
  void whatIsAsDeepAsAllowedIsReadInTheNextRun() throws Exception {
    String path = String.join(".", Collections.nCopies(150, "a"));
    RunStates left =
        ScriptedFlow.runner(
                ctx -> {
                  ctx.state().set(path, "deep");
                  return null;
                })
            .run(new ScriptedFlow.Go())
            .finalStates();

    assertThat(
            ScriptedFlow.runner(ctx -> ctx.state().get(path, String.class))
                .withStates(left)
                .run(new ScriptedFlow.Go())
                .result())
        .isEqualTo("deep");
  }

  // T159
  @Test
  void keysMayBeCalledAsMethodsAre() throws Exception {
    List<String> names = List.of("items", "keys", "values", "get", "size", "class", "0", "@type");

    assertThat(
            ScriptedFlow.result(ctx -> {
              names.forEach(name -> ctx.state().set(name, name + "!"));
              return names.stream().map(n -> ctx.state().get(n, String.class)).toList();
            }))
        .isEqualTo(names.stream().map(n -> n + "!").toList());
  }

  @Test
  void recordsEnumsAndTimesAreStoredAndReadAsTheirTypes() throws Exception {
    Instant at = Instant.parse("2030-01-01T00:00:00Z");
    Object got =
        ScriptedFlow.result(ctx -> {
          DynamicState state = ctx.state();
          state.set("point", new Point(1, "a"));
          state.set("at", at);
          state.set("color", Color.RED);
          state.set("points", List.of(new Point(2, null)));
          state.set("maybe", Optional.empty());
          boolean same =
              state.get("point", Point.class).equals(new Point(1, "a"))
                  && state.get("at", Instant.class).equals(at)
                  && state.get("color", Color.class) == Color.RED
                  && state
                      .get("points", new TypeRef<List<Point>>() {})
                      .equals(List.of(new Point(2, null)))
                  && state.find("maybe", String.class).isEmpty();
          return Map.of("same", same, "label", state.get("point.label", String.class));
        });

    assertThat(got).isEqualTo(Map.of("same", true, "label", "a"));
  }

  static Stream<Object> notJson() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    return Stream.of(
        new Object(), Double.NaN, Map.of(1, 2), List.of(Thread.currentThread()), cycle);
  }

  @ParameterizedTest
  @MethodSource("notJson")
  void whatCannotBeStoredIsRefusedWhenItIsSet(Object value) throws Exception {
    assertThat(
            ScriptedFlow.result(ctx -> {
              assertThatThrownBy(() -> ctx.state().set("a.b", value))
                  .isInstanceOf(StateException.class)
                  .hasMessageContaining("untyped state: 'a.b'");
              return ctx.state().asMap();
            }))
        .isEqualTo(Map.of());
  }

  @Test
  void aValueThatDoesNotFitItsTypeIsRefusedWithThePath() {
    refused(
        s -> {
          s.set("n", "five");
          s.get("n", int.class, 0);
        },
        "untyped state: 'n' cannot be read as int: must be an integer that fits int");
    refused(
        s -> {
          s.set("p", Map.of("x", "1"));
          s.get("p", Point.class);
        },
        "untyped state: 'p' cannot be read as " + Point.class.getName() + ": x must be an integer");
    refused(
        s -> {
          s.set("p", 1);
          s.get("p", Thread.class);
        },
        "untyped state: 'p': Thread: Thread is a class");
  }

  @Test
  void laterChangesToWhatWasGivenDoNotMatter() throws Exception {
    List<String> names = new ArrayList<>(List.of("a"));

    assertThat(
            result(s -> {
              s.set("names", names);
              names.add("b");
            }))
        .isEqualTo(Map.of("names", List.of("a")));
  }

  @Test
  void whatIsReadCannotBeChanged() {
    Handler run =
        ScriptedFlow.runner(
                ctx -> {
                  ctx.state().set("a.b", 1);
                  return ctx.state().asMap().put("c", 2);
                })
            .run(new ScriptedFlow.Go());

    assertThatThrownBy(run::result).hasMessageContaining("UnsupportedOperationException");
  }

  @Test
  void updatesAppendsMergesAndRemovalsAreAppliedInOrder() throws Exception {
    assertThat(
            result(s -> {
              s.update("count", Integer.class, 0, n -> n + 1);
              s.update("count", Integer.class, n -> n * 10);
              s.append("log.lines", "one");
              s.append("log.lines", "two");
              s.append("log.lines", null);
              s.remove("log.lines.0");
              s.merge(Map.of("log", Map.of("level", Color.RED), "a.b", 1));
              s.remove("nothing.here");
            }))
        .hasToString("{count=10, log={lines=[two, null], level=RED}, a.b=1}");
    assertThat(
            result(s -> {
              s.set("a", 1);
              s.clear();
              s.set("b", 2);
            }))
        .isEqualTo(Map.of("b", 2L));
  }

  @Test
  void updatingWhatIsNotThereOrToNullIsRefused() {
    refused(s -> s.update("a", Integer.class, n -> n + 1), "the state has no 'a'");
    refused(
        s -> {
          s.set("a", 1);
          s.update("a", Integer.class, DynamicStateTest::none);
        },
        "'a' was changed to null; use remove");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what the test is about
  private static <T> T none(T old) {
    return null;
  }

  @Test
  void aChangeThatDoesNotFitFailsTheAttempt() {
    refused(
        s -> {
          s.set("a", 1);
          s.set("a.b", 2);
        },
        "'a' is a number, so it has no 'b'");
  }

  // T162
  @Test
  void theContextCannotBeUsedInsideAChange() {
    Handler update =
        ScriptedFlow.runner(
                ctx -> {
                  ctx.state().update("a", int.class, 0, n -> ctx.state().get("b", int.class, n));
                  return ctx.state().asMap();
                })
            .run(new ScriptedFlow.Go());
    assertThatThrownBy(update::result)
        .hasMessageContaining("the function given to update used the Context");

    Handler atCommit =
        ScriptedFlow.runner(
                ctx -> {
                  ctx.state(Point.class)
                      .update(p -> {
                        ctx.state().set("a", 1);
                        return p;
                      });
                  return null;
                })
            .run(new ScriptedFlow.Go());
    assertThatThrownBy(atCommit::result)
        .hasMessageContaining("the function given to update used the Context");
  }

  @Test
  void aStateThatIsKeptBeyondItsAttemptIsRefused() throws Exception {
    List<DynamicState> kept = new ArrayList<>();
    Object unused = ScriptedFlow.result(ctx -> kept.add(ctx.state()));

    assertThatThrownBy(() -> kept.getFirst().asMap())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a Context must not be kept");
  }
}
