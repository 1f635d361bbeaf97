package org.llamadeploy4j.protocol.states;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the text of one shape. */
final class ShapeReader {
  private static final int DEEPEST = 200;

  private final String text;
  private final Map<Integer, Form> numbered = new HashMap<>();
  private final List<Integer> again = new ArrayList<>();
  private int at;
  private int depth;
  private int numbers;

  ShapeReader(String text) {
    this.text = text;
  }

  /** It is not written in the words of this build. */
  private static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown() {
      super("unknown", null, false, false);
    }
  }

  Optional<Forms> read() {
    try {
      Form whole = form();
      boolean known = at == text.length() && numbered.keySet().containsAll(again);
      return known ? Optional.of(new Forms(whole, numbered)) : Optional.empty();
    } catch (Unknown e) {
      return Optional.empty();
    }
  }

  private Form form() throws Unknown {
    if (++depth > DEEPEST) {
      throw new Unknown();
    }
    Form form = plain();
    while (found("?")) {
      form = new Form.OrNull(form);
    }
    depth--;
    return form;
  }

  private Form plain() throws Unknown {
    if (found("{")) {
      return record();
    } else if (found("one(")) {
      return oneOf();
    } else if (found("enum(")) {
      return constants();
    } else if (found("list<") || found("set<")) {
      Form element = form();
      expect(">");
      return new Form.Elements(element);
    } else if (found("map<")) {
      Form key = form();
      expect(",");
      Form value = form();
      expect(">");
      return new Form.Entries(key, value);
    }
    return found("#") ? number() : word();
  }

  private Form record() throws Unknown {
    int number = numbers++;
    Map<String, Form> components = new TreeMap<>();
    while (!found("}")) {
      String name = name();
      expect(":");
      components.put(name, form());
      expect(",");
    }
    return keep(number, new Form.Components(number, components));
  }

  private Form oneOf() throws Unknown {
    int number = numbers++;
    List<Form.Leaf> leaves = new ArrayList<>();
    while (!found(")")) {
      List<String> names = new ArrayList<>(List.of(name()));
      while (found("|")) {
        names.add(name());
      }
      leaves.add(new Form.Leaf(names, form()));
      expect(",");
    }
    return keep(number, new Form.OneOf(number, leaves));
  }

  private Form keep(int number, Form form) {
    numbered.put(number, form);
    return form;
  }

  private Form constants() throws Unknown {
    TreeSet<String> names = new TreeSet<>();
    while (!found(")")) {
      names.add(name());
      expect(",");
    }
    return new Form.Constants(names);
  }

  private Form number() throws Unknown {
    int from = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (at == from || at - from > 6) {
      throw new Unknown();
    }
    int number = Integer.parseInt(text.substring(from, at));
    again.add(number);
    return new Form.Again(number);
  }

  private Form word() throws Unknown {
    int from = at;
    while (at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z') {
      at++;
    }
    String word = text.substring(from, at);
    if (!Words.isKnown(word)) {
      throw new Unknown();
    }
    return new Form.Word(word);
  }

  private String name() throws Unknown {
    expect("\"");
    StringBuilder name = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 1 : 0;
      if (at < text.length()) {
        name.append(text.charAt(at++));
      }
    }
    expect("\"");
    return name.toString();
  }

  private boolean found(String sign) {
    boolean there = text.startsWith(sign, at);
    at += there ? sign.length() : 0;
    return there;
  }

  private void expect(String sign) throws Unknown {
    if (!found(sign)) {
      throw new Unknown();
    }
  }
}
