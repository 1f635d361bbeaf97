package org.llamadeploy4j.basicagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class Bm25Test {
  private final Bm25 index =
      new Bm25(
          List.of(
              "The cat sat on the mat",
              "The dog chased the cat over the hill and through the wood, and the cat was faster",
              "The hill is green",
              "Überall Bäume"));

  @Test
  void rareWordsCountMoreThanCommonOnes() {
    assertThat(index.search("the mat", 4)).startsWith(0);
    assertThat(index.search("the green", 4)).startsWith(2);
  }

  @Test
  void aShortTextComesBeforeALongOneWithTheSameWord() {
    assertThat(index.search("hill", 4)).containsExactly(2, 1);
  }

  @Test
  void caseAndPunctuationDoNotMatter() {
    assertThat(index.search("WOOD?", 4)).containsExactly(1);
    assertThat(index.search("überall!", 4)).containsExactly(3);
  }

  @Test
  void onlyTheBestAreGivenAndNoneWithoutAWordInCommon() {
    assertThat(index.search("the", 2)).hasSize(2);
    assertThat(index.search("zebra", 2)).isEmpty();
    assertThat(index.search("", 2)).isEmpty();
    assertThat(new Bm25(List.of()).search("cat", 2)).isEmpty();
  }
}
