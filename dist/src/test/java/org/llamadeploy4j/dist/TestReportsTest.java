package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of tests count only for the code that they ran on. */
final class TestReportsTest {
  private static final Instant COMPILED = Instant.parse("2030-01-01T12:00:00Z");

  @TempDir Path modules;

  @BeforeEach
  void compile() throws Exception {
    file("target/classes/a/Code.class", "", COMPILED);
    file("target/test-classes/a/CodeTest.class", "", COMPILED);
  }

  private void file(String name, String text, Instant time) throws Exception {
    Path file = modules.resolve("module").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private void report(String type, String inside, Instant time) throws Exception {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    file(
        "target/surefire-reports/TEST-" + type + ".xml",
        "<testsuite><testcase classname=\"%s\" name=\"works(int)[1]\">%s</testcase></testsuite>"
            .formatted("a." + simple, inside),
        time);
  }

  @Test
  void aReportThatIsYoungerThanTheClassesCounts() throws Exception {
    report("a.CodeTest", "", COMPILED.plusSeconds(1));

    TestReports reports = TestReports.of(modules);

    assertThat(reports.passed()).containsExactly("CodeTest.works");
    assertThat(reports.notPassed()).isEmpty();
    assertThat(reports.stale()).isEmpty();
  }

  @Test
  void aFailureAndASkipAreNotPassed() throws Exception {
    report("a.CodeTest", "<failure/>", COMPILED.plusSeconds(1));

    assertThat(TestReports.of(modules).notPassed()).containsExactly("CodeTest.works");

    report("a.CodeTest", "<skipped/>", COMPILED.plusSeconds(1));

    assertThat(TestReports.of(modules).notPassed()).containsExactly("CodeTest.works");
  }

  @Test
  void aReportFromBeforeTheLastCompilationDoesNotCount() throws Exception {
    report("a.CodeTest", "", COMPILED.minusSeconds(1));

    TestReports reports = TestReports.of(modules);

    assertThat(reports.passed()).isEmpty();
    assertThat(reports.stale()).containsExactly("TEST-a.CodeTest.xml");
  }

  @Test
  void aReportFromBeforeTheLastCompilationOfTheMainCodeDoesNotCount() throws Exception {
    report("a.CodeTest", "", COMPILED.plusSeconds(1));
    file("target/classes/a/Code.class", "", COMPILED.plusSeconds(2));

    assertThat(TestReports.of(modules).passed()).isEmpty();
  }

  @Test
  void aReportOfATestThatIsGoneDoesNotCount() throws Exception {
    report("a.GoneTest", "", COMPILED.plusSeconds(1));

    TestReports reports = TestReports.of(modules);

    assertThat(reports.passed()).isEmpty();
    assertThat(reports.stale()).containsExactly("TEST-a.GoneTest.xml");
  }
}
