package org.llamadeploy4j.workflow.engine;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every prefix of every journal is a state from which the run goes on to the same result. */
class PrefixResumptionTest {

  private static Resumption of(ExampleFlow flow) {
    return new Resumption(flow, flow.reducer());
  }

  @ParameterizedTest
  @EnumSource
  void everyPrefixOfAJournalResumesToTheSameEnd(ExampleFlow flow) {
    of(flow).checkPrefixes();
  }

  @ParameterizedTest
  @EnumSource
  void everyFlowComesOutAsItMust(ExampleFlow flow) {
    of(flow).checkResult();
  }

  @ParameterizedTest
  @EnumSource
  void theFoldOfAJournalIsTheStateOfTheCoreThatWroteIt(ExampleFlow flow) {
    of(flow).checkFold();
  }

  @ParameterizedTest
  @EnumSource
  void theTimersACommandStreamArmsAreThoseOfTheState(ExampleFlow flow) {
    of(flow).checkTimers();
  }
}
