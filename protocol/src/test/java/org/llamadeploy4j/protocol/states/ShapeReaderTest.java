package org.llamadeploy4j.protocol.states;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeReaderTest {
  private static Form read(String shape) {
    return Forms.read(shape).orElseThrow().whole();
  }

  @Test
  void aRecordIsReadWithAllKindsOfComponents() {
    assertThat(
            read(
                "{\"a\":int,\"b\":string?,\"c\":list<set<long>>,\"d\":map<enum(\"X\",\"Y\",),any?>,}"))
        .isEqualTo(
            new Form.Components(
                0,
                Map.of(
                    "a",
                    new Form.Word("int"),
                    "b",
                    new Form.OrNull(new Form.Word("string")),
                    "c",
                    new Form.Elements(new Form.Elements(new Form.Word("long"))),
                    "d",
                    new Form.Entries(
                        new Form.Constants(Set.of("X", "Y")),
                        new Form.OrNull(new Form.Word("any"))))));
  }

  @Test
  void aLeafIsReadWithItsEarlierNames() {
    assertThat(read("one(\"Cash\"{},\"by \\\"card\\\"\"|\"Card\"{\"n\":int,},)"))
        .isEqualTo(
            new Form.OneOf(
                0,
                List.of(
                    new Form.Leaf(List.of("Cash"), new Form.Components(1, Map.of())),
                    new Form.Leaf(
                        List.of("by \"card\"", "Card"),
                        new Form.Components(2, Map.of("n", new Form.Word("int")))))));
  }

  @Test
  void aNumberStandsForTheTypeThatBeganThere() {
    Forms forms = Forms.read("{\"sum\":{\"left\":#0,\"right\":#1,}?,}").orElseThrow();

    assertThat(forms.real(new Form.Again(0))).isEqualTo(forms.whole());
    assertThat(forms.real(new Form.Again(1)))
        .isEqualTo(
            new Form.Components(1, Map.of("left", new Form.Again(0), "right", new Form.Again(1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "complex",
        "{\"a\":int",
        "{\"a\":int}",
        "{a:int,}",
        "{\"a:int,}",
        "{\"a\\",
        "int int",
        "list<int",
        "#0",
        "{\"a\":#1,}",
        "#99999999999",
        "one(\"A\"|{},)"
      })
  void whatIsNotInTheWordsOfThisBuildIsNotKnown(String shape) {
    assertThat(Forms.read(shape)).isEmpty();
  }

  @Test
  void aShapeWithoutEndIsNotKnown() {
    assertThat(Forms.read("list<".repeat(100_000))).isEmpty();
  }
}
