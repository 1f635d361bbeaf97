package org.llamadeploy4j.serviceruntime;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a library, compared by its numbers alone: what follows them, such as {@code
 * -SNAPSHOT}, says nothing about what it offers.
 *
 * @param text as its build wrote it
 * @param numbers its parts
 */
record LibraryVersion(String text, List<Integer> numbers) implements Comparable<LibraryVersion> {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9}){0,5}).*");

  LibraryVersion {
    numbers = List.copyOf(numbers);
  }

  /** Reads a version; empty if the text does not begin with numbers. */
  static Optional<LibraryVersion> parse(String text) {
    Matcher matcher = NUMBERS.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(
            new LibraryVersion(
                text.strip(),
                Arrays.stream(matcher.group(1).split("\\.", -1)).map(Integer::valueOf).toList()))
        : Optional.empty();
  }

  @Override
  public int compareTo(LibraryVersion other) {
    for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
      int difference = Integer.compare(number(i), other.number(i));
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private int number(int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
