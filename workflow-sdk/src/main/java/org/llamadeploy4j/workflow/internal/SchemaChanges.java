package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.SchemaChange;
import org.llamadeploy4j.workflow.SchemaChange.Difference;
import org.llamadeploy4j.workflow.SchemaChange.What;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;

/**
 * Finds what is stored in another schema than the workflow has today. Belongs to one journal or
 * state, on its reader's thread.
 */
final class SchemaChanges implements Renames.Seen {

  /** More fields of one type are not told. */
  private static final int MOST = 20;

  private final Map<Key, Map<String, Difference>> found = new LinkedHashMap<>();

  private record Key(What what, String name, String stored, String today) {}

  /** Only finds out whether something may be different, and looks into nothing for that. */
  static final class Scan implements Renames.Seen {
    private final Set<String> unknown = new TreeSet<>();
    private boolean differs;

    /** Names of events that the workflow does not have. */
    Set<String> unknownEvents() {
      return unknown;
    }

    /** Whether something that was seen is stored in another schema, or in an unknown one. */
    boolean mayDiffer() {
      return differs;
    }

    @Override
    public void event(Program program, EventData event) {
      EventType type = program.events().find(event.type());
      if (type == null) {
        unknown.add(event.type());
      } else {
        differs |= type.of(event).mayDiffer();
      }
    }

    @Override
    public void awaited(Program program, String type) {
      differs |= !program.events().knows(type);
    }

    @Override
    public void state(Program program, String name, Payload value) {
      TypedAccess access = program.model().states().named(name);
      differs |= access != null && access.of(value).mayDiffer();
    }
  }

  @Override
  public void event(Program program, EventData event) {
    EventType type = program.events().find(event.type());
    StoredSchema stored = type == null ? null : type.of(event);
    see(What.EVENT, event.type(), event.payload(), stored);
  }

  /** A state whose type nobody has named yet is not looked at. */
  @Override
  public void state(Program program, String name, Payload value) {
    TypedAccess access = program.model().states().named(name);
    if (access != null) {
      see(What.STATE, name, value, access.of(value));
    }
  }

  private void see(What what, String name, Payload value, @Nullable StoredSchema stored) {
    if (stored == null) {
      found.computeIfAbsent(new Key(what, name, value.schema(), ""), k -> new LinkedHashMap<>());
    } else if (stored.mayDiffer()) {
      List<Difference> differences = stored.differences();
      if (!value.schema().isEmpty() || !differences.isEmpty()) {
        Map<String, Difference> known =
            found.computeIfAbsent(
                new Key(what, name, value.schema(), stored.today()), k -> new LinkedHashMap<>());
        differences.forEach(each -> add(known, each));
      }
    }
  }

  /** Each field once, whichever element of a list it is in. */
  private static void add(Map<String, Difference> known, Difference difference) {
    String field = difference.how() + difference.path().replaceAll("\\[\\d+]", "[]");
    if (known.size() < MOST) {
      known.putIfAbsent(field, difference);
    }
  }

  /** What was found, in the order in which it was met. */
  List<SchemaChange> all() {
    List<SchemaChange> all = new ArrayList<>();
    found.forEach((key, differences) ->
        all.add(
            new SchemaChange(
                key.what(),
                key.name(),
                key.stored(),
                key.today(),
                List.copyOf(differences.values()))));
    return all;
  }
}
