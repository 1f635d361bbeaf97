package org.llamadeploy4j.workflow.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.StateException;
import org.llamadeploy4j.workflow.internal.state.StateTree.Found;

class StateTreeTest {

  private static final Map<String, Object> TREE =
      Map.of("user", Map.of("name", "Ada"), "list", List.of(1L, Map.of("x", 2L)), "n", 5L);

  private static StatePath path(String text) {
    return StatePath.of(text);
  }

  private static @Nullable Object at(Map<String, ?> tree, String path) {
    return StateTree.find(tree, path(path)) instanceof Found.Value v ? v.value() : "nothing";
  }

  // T155
  @Test
  void aPathLeadsThroughMapsAndLists() {
    assertThat(at(TREE, "user.name")).isEqualTo("Ada");
    assertThat(at(TREE, "list.0")).isEqualTo(1L);
    assertThat(at(TREE, "list.1.x")).isEqualTo(2L);
  }

  static Stream<Arguments> missing() {
    return Stream.of(
        Arguments.of("who", "the state has no 'who'; it has [list, n, user]"),
        Arguments.of("user.age", "'user' has no 'age'; it has [name]"),
        Arguments.of("list.2", "'list' is a list of 2, so it has no '2'"),
        Arguments.of("list.-1", "'list' is a list of 2, so it has no '-1'"),
        Arguments.of("list.x", "'list' is a list of 2, so it has no 'x'"),
        Arguments.of("list.99999999999", "so it has no '99999999999'"),
        Arguments.of("n.x", "'n' is a number, so it has no 'x'"));
  }

  // T156
  @ParameterizedTest
  @MethodSource("missing")
  void whereAPathEndsIsSaid(String path, String why) {
    assertThat(StateTree.find(TREE, path(path)))
        .isInstanceOfSatisfying(Found.Nothing.class, f -> assertThat(f.why()).contains(why));
  }

  // T155
  @Test
  void missingMapsAreMadeOnTheWay() {
    assertThat(StateTree.set(Map.of(), path("a.b.0"), 1L))
        .isEqualTo(Map.of("a", Map.of("b", Map.of("0", 1L))));
    assertThat(StateTree.set(TREE, path("list.1.y.z"), true))
        .extracting("list")
        .isEqualTo(List.of(1L, Map.of("x", 2L, "y", Map.of("z", true))));
  }

  @Test
  void aNullOnTheWayBecomesAMap() {
    Map<String, @Nullable Object> tree = new HashMap<>();
    tree.put("a", null);

    assertThat(StateTree.set(tree, path("a.b"), 1L)).isEqualTo(Map.of("a", Map.of("b", 1L)));
  }

  @Test
  void aScalarOnTheWayIsNotReplaced() {
    assertThatThrownBy(() -> StateTree.set(TREE, path("n.x"), 1L))
        .isInstanceOf(StateException.class)
        .hasMessage("'n' is a number, so it has no 'x'");
    assertThatThrownBy(() -> StateTree.set(TREE, path("list.2"), 1L))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("append adds one");
  }

  // T164
  @Test
  void onlyTheContainersOnThePathAreCopied() {
    Map<String, Object> big = Map.of("of", "the big one");
    List<Object> list = List.of("of", "the big list");
    Map<String, Object> inner = Map.of("untouched", big);
    Map<String, Object> tree = Map.of("inner", inner, "list", list, "big", big);

    Map<String, @Nullable Object> changed = StateTree.set(tree, path("inner.n"), 1L);

    assertThat(changed.get("big")).isSameAs(big);
    assertThat(changed.get("list")).isSameAs(list);
    assertThat(at(changed, "inner.untouched")).isSameAs(big);
    assertThat(at(changed, "inner.n")).isEqualTo(1L);
    assertThat(tree.get("inner")).isSameAs(inner).isEqualTo(Map.of("untouched", big));
  }

  @Test
  void removingLeavesTheRestAndNothingIsNoMistake() {
    assertThat(StateTree.remove(TREE, path("user.name"))).extracting("user").isEqualTo(Map.of());
    assertThat(StateTree.remove(TREE, path("list.0")))
        .extracting("list")
        .isEqualTo(List.of(Map.of("x", 2L)));
    assertThat(StateTree.remove(TREE, path("n"))).containsOnlyKeys("user", "list");
    assertThat(StateTree.remove(TREE, path("n.x.y"))).isEqualTo(TREE);
    assertThat(StateTree.remove(TREE, path("list.7"))).isEqualTo(TREE);
  }

  @Test
  void appendingMakesTheListAndRefusesOtherThings() {
    assertThat(StateTree.append(Map.of(), path("a.b"), 1L))
        .isEqualTo(Map.of("a", Map.of("b", List.of(1L))));
    assertThat(at(StateTree.append(TREE, path("list"), "z"), "list.2")).isEqualTo("z");
    assertThatThrownBy(() -> StateTree.append(TREE, path("n"), 1L))
        .isInstanceOf(StateException.class)
        .hasMessage("'n' is a number, so nothing can be appended to it");
  }

  @Test
  void mergingGoesIntoMapsThatBothHave() {
    assertThat(
            StateTree.merge(
                Map.of("a", Map.of("x", 1L, "y", 1L), "l", List.of(1L), "s", 1L),
                Map.of("a", Map.of("y", 2L), "l", List.of(), "s", Map.of("d.ot", 3L))))
        .isEqualTo(Map.of("a", Map.of("x", 1L, "y", 2L), "l", List.of(), "s", Map.of("d.ot", 3L)));
  }

  @Test
  void depthCountsNestedContainers() {
    assertThat(StateTree.depth(1L)).isZero();
    assertThat(StateTree.depth(Map.of())).isEqualTo(1);
    assertThat(StateTree.depth(List.of(1L, List.of(), Map.of("a", List.of(1L))))).isEqualTo(3);
  }

  @Test
  void noTreeThatComesOutCanBeChanged() {
    Map<String, @Nullable Object> set =
        StateTree.set(new HashMap<>(), path("a"), new ArrayList<>());

    assertThatThrownBy(() -> set.put("b", 1L)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> StateTree.merge(set, Map.of()).clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> StateTree.remove(set, path("a")).clear())
        .satisfies(e -> assertThat(e).isInstanceOf(UnsupportedOperationException.class));
    assertThat(Collections.unmodifiableMap(set)).hasSize(1);
  }
}
