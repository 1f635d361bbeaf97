package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.chaos.Told.Passed;
import org.llamadeploy4j.chaos.Told.Result;

/** Each broken promise is found, and what is allowed is not. */
class CheckerTest {
  private final List<Execution> executions = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();

  private void ran(int number, int step, String mark, String from) {
    executions.add(new Execution(number, step, mark, from, 7, executions.size()));
  }

  private void ranAll(int number) {
    ran(number, 1, "a" + number, "-");
    ran(number, 2, "b" + number, "a" + number);
    ran(number, 3, "c" + number, "b" + number);
  }

  private static List<String> marks(int number) {
    return List.of("a" + number, "b" + number, "c" + number);
  }

  private static List<Passed> stream(int number) {
    return List.of(
        new Passed(1, "a" + number), new Passed(2, "b" + number), new Passed(3, "c" + number));
  }

  private void completed(int number, String session, int count, int previous, List<Passed> stream) {
    Result result = new Result(number, marks(number), count, previous);
    told.add(new Told(number, session, 0, result, "", stream));
  }

  private List<Kind> found() {
    return Checker.check(told, executions).stream().map(Finding::kind).distinct().toList();
  }

  @Test
  void aTaskThatRanAsItShouldIsNoFinding() {
    ranAll(1);
    completed(1, "", 1, 0, stream(1));
    assertThat(found()).isEmpty();
  }

  @Test
  void anExecutionThatWasNotCommittedIsAllowedEvenLate() {
    ranAll(1);
    ran(1, 1, "late", "-");
    ran(1, 2, "later", "a1");
    completed(
        1,
        "",
        1,
        0,
        List.of(
            new Passed(1, "late"), new Passed(1, "a1"), new Passed(2, "b1"), new Passed(3, "c1")));
    assertThat(found()).isEmpty();
  }

  @Test
  void anAcknowledgedTaskWithoutAResultIsLost() {
    told.add(new Told(1, "", 0, null, "no result", null));
    assertThat(found()).containsExactly(Kind.LOST);
  }

  @Test
  void aResultThatNobodyMadeIsLost() {
    ran(1, 1, "a1", "-");
    ran(1, 2, "b1", "a1");
    completed(1, "", 1, 0, stream(1));
    assertThat(found()).containsExactly(Kind.LOST);
  }

  @Test
  void aStepThatWasBuiltUponTwiceWasCommittedTwice() {
    ranAll(1);
    ran(1, 1, "again", "-");
    ran(1, 2, "more", "again");
    completed(1, "", 1, 0, stream(1));
    assertThat(found()).containsExactly(Kind.DOUBLED);
  }

  @Test
  void aTaskOfNobodyIsCheckedForDoubledCommitsAsWell() {
    ran(2, 2, "x", "a");
    ran(2, 2, "y", "b");
    assertThat(found()).containsExactly(Kind.DOUBLED);
  }

  @Test
  void aStreamWithoutACommittedEventHasAGap() {
    ranAll(1);
    completed(1, "", 1, 0, stream(1).subList(1, 3));
    assertThat(found()).containsExactly(Kind.GAP);
  }

  @Test
  void aStreamOutOfOrderIsAGap() {
    ranAll(1);
    List<Passed> stream = new ArrayList<>(stream(1));
    stream.add(new Passed(1, "late"));
    completed(1, "", 1, 0, stream);
    assertThat(found()).containsExactly(Kind.GAP);
  }

  @Test
  void aStreamWithACommittedEventTwiceIsAGap() {
    ranAll(1);
    List<Passed> stream = new ArrayList<>(stream(1));
    stream.add(1, new Passed(1, "a1"));
    completed(1, "", 1, 0, stream);
    assertThat(found()).containsExactly(Kind.GAP);
  }

  @Test
  void tasksOfASessionThatFollowEachOtherAreNoFinding() {
    ranAll(1);
    ranAll(2);
    completed(2, "s", 2, 1, stream(2));
    completed(1, "s", 1, 0, stream(1));
    assertThat(found()).isEmpty();
  }

  @Test
  void twoTasksOfASessionOnTheSameStateOverlap() {
    ranAll(1);
    ranAll(2);
    completed(1, "s", 1, 0, stream(1));
    completed(2, "s", 1, 0, stream(2));
    assertThat(found()).containsExactly(Kind.OVERLAP);
  }

  @Test
  void aTaskThatNobodyAcknowledgedMayLieBetweenTwoOfASession() {
    ranAll(1);
    ranAll(3);
    completed(1, "s", 1, 0, stream(1));
    completed(3, "s", 3, 2, stream(3));
    assertThat(found()).isEmpty();
  }

  @Test
  void aTaskThatDidNotSeeItsPredecessorOverlaps() {
    ranAll(1);
    ranAll(2);
    completed(1, "s", 1, 0, stream(1));
    completed(2, "s", 2, 0, stream(2));
    assertThat(found()).containsExactly(Kind.OVERLAP);
  }
}
