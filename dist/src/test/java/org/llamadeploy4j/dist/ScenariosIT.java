package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Joins docs/scenarios.md with the reports of the tests that ran on the code that is there: each
 * row cites a test that ran and passed, or says why it does not apply. Runs after the tests of all
 * modules.
 */
final class ScenariosIT {

  private static final Path PAGE = Path.of("../docs/scenarios.md");
  private static final int NOT_JAVA_AT_MOST = 15;
  private static final Pattern ROW = Pattern.compile("^\\| (T\\d{3}) \\| (.*?) \\| (.*?) \\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

  /** Numbers that the list of scenarios leaves out on purpose. */
  private static final Set<Integer> GAPS =
      Set.of(
          5, 17, 29, 41, 53, 65, 77, 89, 101, 113, 125, 137, 149, 161, 173, 185, 197, 209, 221,
          233);

  private static final List<Row> ROWS = new ArrayList<>();
  private static TestReports reports = new TestReports(Set.of(), Set.of(), Set.of());

  private record Row(String scenario, String tests, String note) {}

  @BeforeAll
  static void read() throws Exception {
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        ROWS.add(new Row(row.group(1), row.group(2), row.group(3)));
      }
    }
    reports = TestReports.of(Path.of(".."));
  }

  @Test
  void everyScenarioHasOneRow() {
    Set<String> expected = new TreeSet<>();
    for (int number = 1; number <= 238; number++) {
      if (!GAPS.contains(number)) {
        expected.add("T%03d".formatted(number));
      }
    }
    assertThat(ROWS).extracting(Row::scenario).containsExactlyElementsOf(expected);
  }

  @Test
  void everyRowCitesTestsThatRanAndPassedOrARuleOrAReason() {
    List<String> bad = new ArrayList<>();
    for (Row row : ROWS) {
      List<String> tests = tests(row);
      boolean notJava = row.note().startsWith("does not apply to Java: ");
      if (tests.isEmpty() && !notJava && !row.note().matches(".*\\brule \\d+.*")) {
        bad.add(row.scenario() + " cites neither a test nor a rule nor a reason");
      }
      for (String test : tests) {
        if (reports.notPassed().contains(test) || !reports.passed().contains(test)) {
          bad.add(row.scenario() + " cites " + test + ", which did not run or did not pass");
        }
      }
    }
    assertThat(bad)
        .as("reports that are older than the classes do not count: %s", reports.stale())
        .isEmpty();
  }

  @Test
  void fewRowsDoNotApply() {
    assertThat(ROWS)
        .filteredOn(r -> r.note().startsWith("does not apply"))
        .hasSizeLessThanOrEqualTo(NOT_JAVA_AT_MOST);
  }

  private static List<String> tests(Row row) {
    return TEST.matcher(row.tests()).results().map(m -> m.group(1) + "." + m.group(2)).toList();
  }
}
