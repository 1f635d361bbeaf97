package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.Verdict;
import org.llamadeploy4j.workflow.spi.StepEnd;

/** The engine's outcomes in the terms of those who watch. */
final class StepEnds {
  private StepEnds() {}

  static StepEnd of(CoreInput.StepEnded ended) {
    return switch (ended.outcome()) {
      case CoreInput.Outcome.Completed o -> new StepEnd.Completed(types(o.emissions()));
      case CoreInput.Outcome.Suspended o -> new StepEnd.Waiting();
      case CoreInput.Outcome.Failed o ->
          new StepEnd.Failed(
              o.fault().failure(), o.verdict() instanceof Verdict.Retry r ? r.delay() : null);
    };
  }

  private static List<String> types(List<Emission> emissions) {
    List<String> types = new ArrayList<>(emissions.size());
    for (Emission emission : emissions) {
      types.add(emission.event().type());
    }
    return types;
  }
}
