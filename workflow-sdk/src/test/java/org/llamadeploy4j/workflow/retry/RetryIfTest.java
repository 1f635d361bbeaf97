package org.llamadeploy4j.workflow.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryIfTest {

  private final Throwable any = new IOException("any");
  private static final RetryIf YES = RetryIf.always();
  private static final RetryIf NO = RetryIf.never();

  @Test
  void aTypeIncludesItsSubtypes() {
    RetryIf condition = RetryIf.exception(IOException.class, IllegalStateException.class);

    assertThat(condition.test(new IOException())).isTrue();
    assertThat(condition.test(new FileNotFoundException())).isTrue();
    assertThat(condition.test(new IllegalStateException())).isTrue();
    assertThat(condition.test(new RuntimeException(new IOException()))).isFalse();
  }

  @Test
  void unlessExcludesATypeWithItsSubtypes() {
    RetryIf condition = RetryIf.unless(IOException.class, IllegalStateException.class);

    assertThat(condition.test(new FileNotFoundException())).isFalse();
    assertThat(condition.test(new IllegalStateException())).isFalse();
    assertThat(condition.test(new RuntimeException())).isTrue();
  }

  @Test
  void causesCountAtAnyDepthButNotTheExceptionItself() {
    RetryIf condition = RetryIf.causedBy(IOException.class);
    Throwable deep =
        new RuntimeException(
            new IllegalStateException(new UncheckedIOException(new FileNotFoundException())));

    assertThat(condition.test(deep)).isTrue();
    assertThat(condition.test(new IOException("itself"))).isFalse();
    assertThat(condition.test(new IOException(new IOException()))).isTrue();
    assertThat(condition.test(new RuntimeException(new IllegalStateException()))).isFalse();
  }

  @Test
  void aRingOfCausesEnds() {
    Throwable one = new RuntimeException("one");
    Throwable two = new RuntimeException("two", one);
    one.initCause(two);

    assertThat(RetryIf.causedBy(IOException.class).test(one)).isFalse();
    assertThat(RetryIf.causedBy(RuntimeException.class).test(one)).isTrue();
  }

  @Test
  void aMessageIsComparedAsAWhole() {
    RetryIf condition = RetryIf.messageIs("status 503");

    assertThat(condition.test(new IOException("status 503"))).isTrue();
    assertThat(condition.test(new IOException("status 503 again"))).isFalse();
    assertThat(condition.test(new IOException())).isFalse();
    assertThat(RetryIf.messageIs("").test(new IOException())).isTrue();
  }

  @Test
  void aMessageIsMatchedAsAWhole() {
    RetryIf condition = RetryIf.messageMatches("status 5\\d\\d");

    assertThat(condition.test(new IOException("status 503"))).isTrue();
    assertThat(condition.test(new IOException("status 404"))).isFalse();
    assertThat(condition.test(new IOException("a status 503"))).isFalse();
    assertThat(RetryIf.messageMatches("(?s).*5\\d\\d.*").test(new IOException("a\n503\nb")))
        .isTrue();
    assertThat(condition.test(new IOException())).isFalse();
    assertThat(RetryIf.not(condition).test(new IOException("status 404"))).isTrue();
  }

  @Test
  void theAlgebraOfTwoHolds() {
    for (RetryIf a : List.of(YES, NO)) {
      for (RetryIf b : List.of(YES, NO)) {
        boolean both = a.test(any) && b.test(any);
        boolean either = a.test(any) || b.test(any);
        assertThat(a.and(b).test(any)).isEqualTo(both);
        assertThat(RetryIf.all(a, b).test(any)).isEqualTo(both);
        assertThat(a.or(b).test(any)).isEqualTo(either);
        assertThat(RetryIf.any(a, b).test(any)).isEqualTo(either);
        assertThat(RetryIf.not(a.and(b)).test(any)).isEqualTo(a.negate().or(b.negate()).test(any));
      }
    }
  }

  @Test
  void emptyListsAreTheNeutralElements() {
    assertThat(RetryIf.any().test(any)).isFalse();
    assertThat(RetryIf.all().test(any)).isTrue();
  }

  @Test
  void badParametersSayWhatToChange() {
    assertThatThrownBy(RetryIf::exception)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name at least one exception type, or use RetryIf.always() or RetryIf.never()");
    assertThatThrownBy(RetryIf::unless).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(RetryIf::causedBy).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RetryIf.messageMatches("(status"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "regex is no regular expression; for an exact text use messageIs: Unclosed group");
  }
}
