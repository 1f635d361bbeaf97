package org.llamadeploy4j.protocol.states;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was stored in one form and cannot be read in another. Says that all can be read only
 * if the SDK's codecs read every value of the first type as one of the second, whatever checks of
 * its own a record has; what no codec knows of, those checks, is nothing of it. One use.
 */
final class Fit {
  /** More problems of one state are not told. */
  private static final int MOST = 8;

  /** Where the JSON of a sealed type says which of its records it is. */
  private static final String TYPE_FIELD = "@type";

  private final Forms then;
  private final Forms now;
  private final Set<Pair> met = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  /** Two types that were compared, or are being compared, by their numbers. */
  private record Pair(int then, int now) {}

  private Fit(Forms then, Forms now) {
    this.then = then;
    this.now = now;
  }

  /** What does not fit, each with the way to it; empty: all is read. */
  static List<String> problems(Forms then, Forms now) {
    Fit fit = new Fit(then, now);
    fit.value("", then.whole(), now.whole());
    return List.copyOf(fit.problems);
  }

  private void value(String path, Form before, Form today) {
    Form stored = then.real(before);
    Form type = now.real(today);
    if (stored instanceof Form.OrNull s) {
      if (type instanceof Form.OrNull t) {
        value(path, s.value(), t.value());
      } else {
        retyped(path, stored, type);
      }
    } else if (type instanceof Form.OrNull t) {
      value(path, stored, t.value());
    } else if (!isAny(type)) {
      present(path, stored, type);
    }
  }

  /** An element of a list or a value of a map, where plain JSON may be null. */
  private void within(String path, Form before, Form today) {
    if (!isAny(today)) {
      value(path, before, today);
    }
  }

  private static boolean isAny(Form form) {
    return form instanceof Form.Word w && w.word().equals(Words.ANY);
  }

  private void present(String path, Form stored, Form type) {
    boolean comparable =
        switch (stored) {
          case Form.Word s -> type instanceof Form.Word t && Words.reads(t.word(), s.word());
          case Form.Constants s -> constants(path, s, type);
          case Form.Elements s -> elements(path, s, type);
          case Form.Entries s -> entries(path, s, type);
          case Form.Components s -> components(path, s, type);
          case Form.OneOf s -> leaves(path, s, type);
          case Form.OrNull s -> false;
          case Form.Again s -> false;
        };
    if (!comparable) {
      retyped(path, stored, type);
    }
  }

  private static boolean isText(Form form) {
    return form instanceof Form.Word w && w.word().equals(Words.TEXT);
  }

  // Each says whether the two are of kinds that can be compared, and notes what then does not fit.

  private boolean constants(String path, Form.Constants stored, Form type) {
    if (!(type instanceof Form.Constants today)) {
      return isText(type);
    }
    Set<String> gone = new TreeSet<>(stored.names());
    gone.removeAll(today.names());
    if (!gone.isEmpty()) {
      problem(path, "may be " + gone + ", which today's enum does not have");
    }
    return true;
  }

  private boolean elements(String path, Form.Elements stored, Form type) {
    if (!(type instanceof Form.Elements today)) {
      return false;
    }
    within(path + "[]", stored.element(), today.element());
    return true;
  }

  private boolean entries(String path, Form.Entries stored, Form type) {
    if (!(type instanceof Form.Entries today)) {
      return false;
    }
    boolean isNameRead =
        stored.key() instanceof Form.Word s
            && today.key() instanceof Form.Word t
            && Words.readsName(t.word(), s.word());
    if (!isNameRead) {
      present(path + " keys", stored.key(), today.key());
    }
    within(path + "{}", stored.value(), today.value());
    return true;
  }

  private boolean components(String path, Form.Components stored, Form type) {
    if (type instanceof Form.Components today) {
      if (met.add(new Pair(stored.number(), today.number()))) {
        today.all().forEach((name, now) -> component(at(path, name), stored.all().get(name), now));
      }
      return true;
    }
    return type instanceof Form.Entries today
        && isText(today.key())
        && asEntries(path, stored, today);
  }

  private void component(String path, @Nullable Form before, Form today) {
    if (before != null) {
      value(path, before, today);
    } else if (!today.mayBeMissing()) {
      problem(path, "is new and is %s, so it must be there".formatted(words(now, today)));
    }
  }

  private boolean asEntries(String path, Form.Components stored, Form.Entries type) {
    stored.all().forEach((name, before) -> within(at(path, name), before, type.value()));
    return true;
  }

  private static String at(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private boolean leaves(String path, Form.OneOf stored, Form type) {
    if (type instanceof Form.OneOf today) {
      if (met.add(new Pair(stored.number(), today.number()))) {
        stored.leaves().forEach(leaf -> leaf(path, leaf, today));
      }
      return true;
    }
    if (type instanceof Form.Entries today) {
      within(at(path, TYPE_FIELD), new Form.Word(Words.TEXT), today.value());
    }
    boolean comparable = type instanceof Form.Components || type instanceof Form.Entries;
    if (comparable) {
      stored.leaves().forEach(leaf -> value(inLeaf(path, leaf), leaf.form(), type));
    }
    return comparable;
  }

  private void leaf(String path, Form.Leaf stored, Form.OneOf type) {
    Optional<Form.Leaf> today =
        type.leaves().stream().filter(l -> l.names().contains(stored.name())).findFirst();
    if (today.isPresent()) {
      value(inLeaf(path, stored), stored.form(), today.get().form());
    } else {
      problem(
          path,
          "may be a '%s', which today's type does not have, nor has one of its records that alias"
              .formatted(stored.name()));
    }
  }

  private static String inLeaf(String path, Form.Leaf leaf) {
    return "%s(%s)".formatted(path, leaf.name());
  }

  private void retyped(String path, Form stored, Form type) {
    problem(path, "was %s and is %s today".formatted(words(then, stored), words(now, type)));
  }

  private static String words(Forms forms, Form form) {
    return forms.real(form).words();
  }

  private void problem(String path, String what) {
    String said = (path.isEmpty() ? "it" : "'" + path + "'") + " " + what;
    if (problems.size() < MOST && !problems.contains(said)) {
      problems.add(said);
    }
  }
}
