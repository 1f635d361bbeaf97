package org.llamadeploy4j.protocol.states;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what was stored in one form and cannot be read in another. Says that all can be read only
 * if the SDK's codecs read every value of the first type as one of the second, whatever checks of
 * its own a record has; what no codec knows of, those checks, is nothing of it. One use.
 */
final class Fit {
  /** More problems of one state are not told. */
  private static final int MOST = 8;

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
    switch (stored) {
      case Form.Word s when type instanceof Form.Word t && Words.reads(t.word(), s.word()) -> {}
      case Form.Constants s when type instanceof Form.Constants t -> constants(path, s, t);
      case Form.Constants s when isText(type) -> {}
      case Form.Elements s when type instanceof Form.Elements t ->
          within(path + "[]", s.element(), t.element());
      case Form.Entries s when type instanceof Form.Entries t -> entries(path, s, t);
      case Form.Components s when type instanceof Form.Components t -> components(path, s, t);
      case Form.Components s when type instanceof Form.Entries t && isText(t.key()) ->
          asEntries(path, s, t);
      case Form.OneOf s when type instanceof Form.Entries t && isText(t.key()) -> {
        within(at(path, "@type"), new Form.Word(Words.TEXT), t.value());
        s.leaves().forEach(leaf -> value(inLeaf(path, leaf), leaf.form(), t));
      }
      case Form.OneOf s when type instanceof Form.OneOf t -> leaves(path, s, t);
      case Form.OneOf s when type instanceof Form.Components t ->
          s.leaves().forEach(leaf -> value(inLeaf(path, leaf), leaf.form(), t));
      default -> retyped(path, stored, type);
    }
  }

  private static boolean isText(Form form) {
    return form instanceof Form.Word w && w.word().equals(Words.TEXT);
  }

  private void constants(String path, Form.Constants stored, Form.Constants type) {
    Set<String> gone = new TreeSet<>(stored.names());
    gone.removeAll(type.names());
    if (!gone.isEmpty()) {
      problem(path, "may be " + gone + ", which today's enum does not have");
    }
  }

  private void entries(String path, Form.Entries stored, Form.Entries type) {
    Form key = stored.key();
    boolean read =
        key instanceof Form.Word s
            && type.key() instanceof Form.Word t
            && Words.readsName(t.word(), s.word());
    if (!read && key instanceof Form.Constants) {
      present(path + " keys", key, type.key());
    } else if (!read) {
      retyped(path + " keys", key, type.key());
    }
    within(path + "{}", stored.value(), type.value());
  }

  private void components(String path, Form.Components stored, Form.Components type) {
    if (!met.add(new Pair(stored.number(), type.number()))) {
      return;
    }
    type.all()
        .forEach((name, today) -> {
          String at = at(path, name);
          Form before = stored.all().get(name);
          if (before != null) {
            value(at, before, today);
          } else if (!today.mayBeMissing()) {
            problem(at, "is new and is %s, so it must be there".formatted(words(now, today)));
          }
        });
  }

  private void asEntries(String path, Form.Components stored, Form.Entries type) {
    stored.all().forEach((name, before) -> within(at(path, name), before, type.value()));
  }

  private static String at(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private void leaves(String path, Form.OneOf stored, Form.OneOf type) {
    if (!met.add(new Pair(stored.number(), type.number()))) {
      return;
    }
    for (Form.Leaf leaf : stored.leaves()) {
      Optional<Form.Leaf> today =
          type.leaves().stream().filter(l -> l.names().contains(leaf.name())).findFirst();
      if (today.isPresent()) {
        value(inLeaf(path, leaf), leaf.form(), today.get().form());
      } else {
        problem(
            path,
            "may be a '%s', which today's type does not have, nor has one of its records that alias"
                .formatted(leaf.name()));
      }
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
