package org.llamadeploy4j.workflowprocessor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.internal.rules.Rule;

class RulesExplainedTest {

  /** Rules that only one of the two readers can break; they have tests of their own. */
  private static final Set<Rule> ELSEWHERE =
      Set.of(
          Rule.STEP_OUTSIDE,
          Rule.STEP_CLOSED,
          Rule.RETRY_POLICY,
          Rule.CONFIG_FILE,
          Rule.RUN_LIMITS);

  @Test
  void everyRuleIsExplained() throws IOException {
    String page = Files.readString(Path.of("../docs/validation.md"));

    assertThat(Rule.values()).allSatisfy(rule -> assertThat(page).contains("`" + rule.id() + "`"));
  }

  @Test
  void everyRuleHasAFixtureThatBreaksIt() {
    Set<String> broken =
        Fixture.all().stream()
            .flatMap(f -> f.messages().stream())
            .map(m -> m.substring(m.lastIndexOf('[') + 1, m.length() - 1))
            .collect(Collectors.toSet());

    assertThat(broken)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Rule.values())
                .filter(rule -> !ELSEWHERE.contains(rule))
                .map(Rule::id)
                .toList());
  }
}
