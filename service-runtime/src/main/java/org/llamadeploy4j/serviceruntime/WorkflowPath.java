package org.llamadeploy4j.serviceruntime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.serviceruntime.ClassCatalog.Facts;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;
import org.llamadeploy4j.workflow.spi.WorkflowFactory;

/**
 * Finds the workflow that a service's {@code path} means:
 *
 * <ul>
 *   <li>nothing: the only concrete workflow of the source;
 *   <li>{@code a.b.Flow}, {@code a.b.Outer$Flow}: that class;
 *   <li>{@code a.b.Flows::factory}: what that public static method or field gives;
 *   <li>{@code dir/File:name}: the class of that name in that file, or what the file's public
 *       static method or field of that name gives.
 * </ul>
 *
 * <p>A lower-case name with underscores also matches the class of its camel-case form. Belongs to
 * the thread that loads the service.
 */
final class WorkflowPath {
  private static final Pattern PYTHON_NAME = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)*");
  private static final int LISTED = 20;

  private final ClassCatalog catalog;
  private final ServiceClassLoader loader;
  private final Set<String> prefixes = new LinkedHashSet<>(List.of("", "src/"));

  /**
   * A finder.
   *
   * @param folder name of the folder the source came from, which a path may start with
   */
  WorkflowPath(ClassCatalog catalog, ServiceClassLoader loader, String folder) {
    this.catalog = catalog;
    this.loader = loader;
    if (!folder.isEmpty()) {
      prefixes.add(folder + "/");
    }
  }

  /**
   * The workflow's maker.
   *
   * @param path as in the deployment file; null: there is only one workflow
   * @throws ServiceRuntimeException saying what there is instead
   */
  WorkflowFactory resolve(@Nullable String path) {
    if (path == null || path.isBlank()) {
      return new WorkflowMaker(loader, only().name()).constructor();
    }
    String text = path.strip();
    int member = text.indexOf("::");
    if (member >= 0) {
      Facts owner = byName(text.substring(0, member), path);
      return new WorkflowMaker(loader, owner.name()).member(text.substring(member + 2));
    }
    int colon = text.indexOf(':');
    if (colon >= 0) {
      return inFile(text.substring(0, colon), text.substring(colon + 1), path);
    }
    return new WorkflowMaker(loader, byName(text, path).name()).constructor();
  }

  private Facts only() {
    List<Facts> workflows = catalog.workflows(loader);
    return switch (workflows.size()) {
      case 0 ->
          throw bad(
              "the source holds no workflow: no concrete class extends"
                  + " org.llamadeploy4j.workflow.Workflow; "
                  + there());
      case 1 -> workflows.getFirst();
      default ->
          throw bad(
              "the source holds %d workflows; say which in 'path': %s"
                  .formatted(workflows.size(), names(workflows)));
    };
  }

  private Facts byName(String name, String path) {
    return catalog
        .find(name)
        .or(() -> bySimpleName(catalog.all(), name, path))
        .orElseThrow(
            () -> bad("path '%s': there is no class '%s'; %s".formatted(path, name, there())));
  }

  private Optional<Facts> bySimpleName(Iterable<Facts> among, String name, String path) {
    Optional<String> camel = camelCase(name);
    if (camel.isEmpty()) {
      return Optional.empty();
    }
    List<Facts> matches = new ArrayList<>();
    among.forEach(c -> {
      if (c.simpleName().equals(camel.get())) {
        matches.add(c);
      }
    });
    if (matches.size() > 1) {
      throw bad(
          "path '%s': '%s' may be any of %s; give the full name"
              .formatted(path, name, names(matches)));
    }
    return matches.stream().findFirst();
  }

  private WorkflowFactory inFile(String file, String name, String path) {
    List<Facts> classes = classesIn(file);
    if (classes.isEmpty()) {
      throw bad("path '%s': there is no file '%s'; there are %s".formatted(path, file, files()));
    }
    Optional<Facts> exact = classes.stream().filter(c -> c.simpleName().equals(name)).findFirst();
    if (exact.isPresent()) {
      return new WorkflowMaker(loader, exact.get().name()).constructor();
    }
    for (Facts owner : classes) {
      WorkflowMaker maker = new WorkflowMaker(loader, owner.name());
      if (maker.hasMember(name)) {
        return maker.member(name);
      }
    }
    Facts camel =
        bySimpleName(classes, name, path)
            .orElseThrow(() ->
                bad(
                    "path '%s': the file has no class, public static method or field '%s'; its classes are %s"
                        .formatted(path, name, names(classes))));
    return new WorkflowMaker(loader, camel.name()).constructor();
  }

  private List<Facts> classesIn(String file) {
    for (String prefix : prefixes) {
      if (!file.startsWith(prefix)) {
        continue;
      }
      String inside = file.substring(prefix.length());
      List<Facts> exact = catalog.inFile(inside);
      if (!exact.isEmpty()) {
        return exact;
      }
      int slash = inside.lastIndexOf('/') + 1;
      Optional<String> camel = camelCase(inside.substring(slash));
      if (camel.isPresent()) {
        List<Facts> found = catalog.inFile(inside.substring(0, slash) + camel.get());
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return List.of();
  }

  /** {@code echo_workflow} as {@code EchoWorkflow}; empty when the name is of another style. */
  static Optional<String> camelCase(String name) {
    if (!PYTHON_NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    StringBuilder camel = new StringBuilder(name.length());
    for (String word : name.split("_", -1)) {
      camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return Optional.of(camel.toString());
  }

  private String there() {
    List<Facts> workflows = catalog.workflows(loader);
    if (!workflows.isEmpty()) {
      return "its workflows are " + names(workflows);
    }
    return catalog.all().isEmpty()
        ? "it holds no class at all"
        : "its classes are " + names(catalog.all());
  }

  private String files() {
    Set<String> files =
        catalog.all().stream().map(Facts::file).collect(Collectors.toCollection(TreeSet::new));
    return listed(List.copyOf(files));
  }

  private static String names(Iterable<Facts> classes) {
    List<String> names = new ArrayList<>();
    classes.forEach(c -> names.add(c.name()));
    return listed(names);
  }

  private static String listed(List<String> names) {
    List<String> sorted = names.stream().sorted().toList();
    return sorted.size() <= LISTED
        ? String.join(", ", sorted)
        : String.join(", ", sorted.subList(0, LISTED)) + ", … (" + sorted.size() + " in all)";
  }

  private static ServiceRuntimeException bad(String message) {
    return new ServiceRuntimeException(Code.BAD_PATH, message);
  }
}
