package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.chaos.Told.Control;
import org.llamadeploy4j.chaos.Told.End;
import org.llamadeploy4j.chaos.Told.Passed;
import org.llamadeploy4j.chaos.Told.Result;

/**
 * Each broken promise is found, and what is allowed is not: long, since each rule has its tests.
 */
class CheckerTest {
  private static final long ENDED = 10_000;

  private final List<Execution> executions = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();

  private void ran(int number, int step, String mark, String from) {
    executions.add(new Execution(number, step, mark, from, 7, executions.size()));
  }

  private void ranAt(long atMillis, int step, String mark, String from) {
    executions.add(new Execution(1, step, mark, from, 7, atMillis));
  }

  private void ranAll(int number) {
    ran(number, 1, "a" + number, "-");
    ran(number, 2, "b" + number, "a" + number);
    ran(number, 3, "c" + number, "b" + number);
  }

  /** A first attempt of task 1 that came to its last step and failed there. */
  private void failed() {
    ran(1, 1, "x", "-");
    ran(1, 2, "y", "x");
    ran(1, 3, "z", "y");
  }

  private static List<String> marks(int number) {
    return List.of("a" + number, "b" + number, "c" + number);
  }

  /** Events of these marks, of the first, the second, the third step. */
  private static List<Passed> shown(String... marks) {
    List<Passed> shown = new ArrayList<>();
    for (String mark : marks) {
      shown.add(new Passed(shown.size() + 1, mark));
    }
    return shown;
  }

  private static List<Passed> stream(int number) {
    return shown("a" + number, "b" + number, "c" + number);
  }

  private static Wish wish(int number, Relays deployment, Course course, String session) {
    return new Wish(number, deployment, course, false, false, session, "");
  }

  private void completed(int number, String session, int count, int previous, List<Passed> stream) {
    Result result = new Result(number, marks(number), count, previous);
    told.add(
        new Told(
            wish(number, Relays.LIVE, Course.PLAIN, session),
            List.of(0L),
            Control.NONE,
            new End.Completed(result),
            List.of(stream)));
  }

  private void told(
      Relays deployment, Control control, End end, @Nullable List<List<Passed>> stream) {
    Course course = control == Control.RETRIED ? Course.RETRY : Course.CANCEL;
    told.add(new Told(wish(1, deployment, course, ""), List.of(0L), control, end, stream));
  }

  private void cancelled(Relays deployment, List<Passed> stream) {
    told(deployment, Control.CANCELLED, new End.Cancelled(ENDED), List.of(stream));
  }

  private void retried(Relays deployment, List<Passed> first, List<Passed> second) {
    told(deployment, Control.RETRIED, first(), List.of(first, second));
  }

  /** The end of task 1 with the result that {@link #ranAll} leads to. */
  private static End first() {
    return new End.Completed(new Result(1, marks(1), 1, 0));
  }

  private void committedPlain(List<Passed> stream) {
    told(Relays.COMMITTED, Control.NONE, first(), List.of(stream));
  }

  private List<Kind> found() {
    return Checker.check(told, executions, troubles).stream()
        .map(Finding::kind)
        .distinct()
        .toList();
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
    told(Relays.LIVE, Control.NONE, new End.Missing("no result"), null);
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

  @Test
  void aTaskThatEndedAsCancelledIsNoFindingHoweverFarItCame() {
    ran(1, 1, "a1", "-");
    ran(1, 2, "b1", "a1");
    cancelled(Relays.LIVE, shown("a1", "b1"));
    assertThat(found()).isEmpty();
  }

  @Test
  void aTaskThatCompletedAfterItsCancelWasAcknowledgedIsFound() {
    ranAll(1);
    told(Relays.LIVE, Control.CANCELLED, first(), List.of(stream(1)));
    assertThat(found()).containsExactly(Kind.UNDONE);
  }

  @Test
  void aTaskThatHadCompletedBeforeItsCancelIsNoFinding() {
    ranAll(1);
    told(Relays.LIVE, Control.TOO_LATE, first(), List.of(stream(1)));
    assertThat(found()).isEmpty();
  }

  @Test
  void aTaskThatWasCancelledAlthoughThatWasRefusedIsFound() {
    told(Relays.LIVE, Control.TOO_LATE, new End.Cancelled(ENDED), List.of(shown()));
    assertThat(found()).containsExactly(Kind.UNDONE);
  }

  @Test
  void aTaskThatEndedAsCancelledByItselfIsLost() {
    told(Relays.LIVE, Control.NONE, new End.Cancelled(ENDED), List.of(shown()));
    assertThat(found()).containsExactly(Kind.LOST);
  }

  @Test
  void aCancelledTaskThatHasNoEndIsLost() {
    told(Relays.LIVE, Control.CANCELLED, new End.Missing("no end"), null);
    assertThat(found()).containsExactly(Kind.LOST);
  }

  @Test
  void theStreamOfACancelledTaskShowsWhatWasCommitted() {
    ran(1, 1, "a1", "-");
    ran(1, 2, "b1", "a1");
    cancelled(Relays.LIVE, List.of(new Passed(2, "b1")));
    assertThat(found()).containsExactly(Kind.GAP);
  }

  @Test
  void aStepThatBeginsLongAfterItsTaskWasCancelledIsFound() {
    ran(1, 1, "a1", "-");
    ranAt(ENDED + 2_001, 2, "b1", "a1");
    cancelled(Relays.LIVE, shown("a1"));
    assertThat(found()).containsExactly(Kind.AFTERWARDS);
  }

  @Test
  void aStepThatWasJustBeginningWhenItsTaskEndedIsNoFinding() {
    ran(1, 1, "a1", "-");
    ranAt(ENDED + 2_000, 2, "b1", "a1");
    cancelled(Relays.LIVE, shown("a1"));
    assertThat(found()).isEmpty();
  }

  @Test
  void aProcessThatStoodStillWhenItsTaskEndedMayFinishLate() {
    ran(1, 1, "a1", "-");
    ranAt(ENDED + 4_000, 2, "b1", "a1");
    troubles.add(new Trouble("runtime-1", 7, ENDED - 100, ENDED + 3_900));
    cancelled(Relays.LIVE, shown("a1"));
    assertThat(found()).isEmpty();
  }

  @Test
  void anotherProcessThatStoodStillIsNoExcuse() {
    ran(1, 1, "a1", "-");
    ranAt(ENDED + 4_000, 2, "b1", "a1");
    troubles.add(new Trouble("runtime-2", 8, ENDED - 100, ENDED + 3_900));
    cancelled(Relays.LIVE, shown("a1"));
    assertThat(found()).containsExactly(Kind.AFTERWARDS);
  }

  @Test
  void aRetriedTaskMayRunItsStepsOnceMore() {
    failed();
    ranAll(1);
    retried(Relays.LIVE, shown("x", "y", "z"), stream(1));
    assertThat(found()).isEmpty();
  }

  @Test
  void aTaskThatWasNotRetriedMayNot() {
    failed();
    ranAll(1);
    completed(1, "", 1, 0, stream(1));
    assertThat(found()).containsExactly(Kind.DOUBLED);
  }

  @Test
  void aStepThatWasCommittedTwiceInTheFirstAttemptIsFound() {
    failed();
    ran(1, 2, "y2", "x");
    ran(1, 3, "z2", "y2");
    ranAll(1);
    retried(Relays.LIVE, shown("x", "y", "z"), stream(1));
    assertThat(found()).contains(Kind.DOUBLED);
  }

  @Test
  void aStepThatWasCommittedTwiceInTheSecondAttemptIsFound() {
    failed();
    ranAll(1);
    ran(1, 2, "b2", "a1");
    ran(1, 3, "c2", "b2");
    retried(Relays.LIVE, shown("x", "y", "z"), stream(1));
    assertThat(found()).containsExactly(Kind.DOUBLED);
  }

  @Test
  void aFirstStepThatWasCommittedTwiceInTheSecondAttemptIsFound() {
    failed();
    ranAll(1);
    ran(1, 1, "a2", "-");
    ran(1, 2, "b2", "a2");
    retried(Relays.LIVE, shown("x", "y", "z"), stream(1));
    assertThat(found()).contains(Kind.DOUBLED);
  }

  @Test
  void aRetriedTaskWithoutAResultIsLost() {
    failed();
    told(Relays.LIVE, Control.RETRIED, new End.Missing("no end"), null);
    assertThat(found()).containsExactly(Kind.LOST);
  }

  @Test
  void aResultOfTheAttemptThatFailedIsLost() {
    failed();
    ran(1, 1, "a1", "-");
    retried(Relays.LIVE, shown("x", "y", "z"), stream(1));
    assertThat(found()).contains(Kind.LOST);
  }

  @Test
  void theStreamOfARetriedTaskHasWhatTheFirstAttemptCommitted() {
    failed();
    ranAll(1);
    retried(Relays.LIVE, shown("x"), stream(1));
    assertThat(found()).containsExactly(Kind.GAP);
  }

  @Test
  void theStreamOfARetriedTaskSaysWhereItBeganAnew() {
    failed();
    ranAll(1);
    List<Passed> all = new ArrayList<>(shown("x", "y", "z"));
    all.addAll(stream(1));
    told(Relays.LIVE, Control.RETRIED, first(), List.of(all));
    assertThat(found()).containsExactly(Kind.GAP);
  }

  @Test
  void aStreamOfWhatWasCommittedThatShowsJustThatIsNoFinding() {
    ran(1, 1, "void", "-");
    ranAll(1);
    committedPlain(stream(1));
    assertThat(found()).isEmpty();
  }

  @Test
  void aStreamOfWhatWasCommittedThatShowsSomethingElseIsFound() {
    ran(1, 1, "void", "-");
    ranAll(1);
    List<Passed> stream = new ArrayList<>(stream(1));
    stream.addFirst(new Passed(1, "void"));
    committedPlain(stream);
    assertThat(found()).containsExactly(Kind.UNCOMMITTED);
  }

  @Test
  void aStreamOfWhatWasCommittedThatShowsItTwiceIsFound() {
    ranAll(1);
    List<Passed> stream = new ArrayList<>(stream(1));
    stream.add(new Passed(3, "c1"));
    committedPlain(stream);
    assertThat(found()).containsExactly(Kind.UNCOMMITTED);
  }

  @Test
  void aStreamOfWhatWasCommittedThatLacksSomethingHasAGap() {
    ranAll(1);
    committedPlain(shown("a1", "b1"));
    assertThat(found()).containsExactly(Kind.GAP);
  }

  @Test
  void aStreamOfWhatWasCommittedShowsNothingOfTheStepThatFailed() {
    failed();
    ranAll(1);
    retried(Relays.COMMITTED, shown("x", "y"), stream(1));
    assertThat(found()).isEmpty();
    told.clear();
    retried(Relays.COMMITTED, shown("x", "y", "z"), stream(1));
    assertThat(found()).containsExactly(Kind.UNCOMMITTED);
  }

  @Test
  void aCancelledTaskMayHaveShownACommitThatNothingFollowed() {
    ran(1, 1, "a1", "-");
    ran(1, 2, "b1", "a1");
    cancelled(Relays.COMMITTED, shown("a1", "b1"));
    assertThat(found()).isEmpty();
    told.clear();
    cancelled(Relays.COMMITTED, shown("a1"));
    assertThat(found()).isEmpty();
  }

  @Test
  void aCancelledTaskThatShowsWhatCannotHaveBeenCommittedIsFound() {
    ran(1, 1, "a1", "-");
    ran(1, 1, "a2", "-");
    ran(1, 2, "b1", "a1");
    cancelled(Relays.COMMITTED, List.of(new Passed(1, "a1"), new Passed(1, "a2")));
    assertThat(found()).containsExactly(Kind.UNCOMMITTED);
  }
}
