package org.llamadeploy4j.serviceruntime;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;
import org.llamadeploy4j.workflow.Workflow;

/**
 * The classes of one source, known from their files without loading any, so that looking for a
 * workflow runs no code of the author's. Immutable once built.
 */
final class ClassCatalog {
  private static final String CLASS = ".class";
  private static final Pattern LOCAL_OR_ANONYMOUS = Pattern.compile(".*\\$[0-9].*");

  private final Map<String, Facts> byName = new TreeMap<>();

  private ClassCatalog() {}

  /**
   * What is known of a class.
   *
   * @param name binary name
   * @param superName binary name of the class it extends; empty for none
   * @param concrete whether objects of exactly this class can be made
   * @param file where it is written, without its ending, with forward slashes
   */
  record Facts(String name, String superName, boolean concrete, String file) {
    /** The name without package and enclosing classes. */
    String simpleName() {
      return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
  }

  /**
   * Reads the class files of a folder.
   *
   * @param fileOf the file a class is written in, from its name
   */
  static ClassCatalog ofFolder(Path folder, Function<String, String> fileOf) {
    ClassCatalog catalog = new ClassCatalog();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        String path = SourceTree.text(folder.relativize(file));
        if (isClass(path)) {
          catalog.add(path, Files.readAllBytes(file), fileOf);
        }
      }
    } catch (IOException e) {
      throw new ServiceRuntimeException(
          Code.IO, "the classes cannot be read: " + e.getMessage(), e);
    }
    return catalog;
  }

  /** Reads the class files of a jar. */
  static ClassCatalog ofJar(JarFile jar) throws IOException {
    ClassCatalog catalog = new ClassCatalog();
    for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
      if (isClass(entry.getName())) {
        try (InputStream in = jar.getInputStream(entry)) {
          catalog.add(entry.getName(), in.readAllBytes(), ClassCatalog::outermost);
        }
      }
    }
    return catalog;
  }

  /** The path of the outermost class's file, as class folders have it. */
  static String outermost(String className) {
    int nested = className.indexOf('$', 1);
    return (nested < 0 ? className : className.substring(0, nested)).replace('.', '/');
  }

  private static boolean isClass(String path) {
    return path.endsWith(CLASS)
        && !path.startsWith("META-INF/")
        && !isHosts(HostApi.packageOfResource(path))
        && !path.endsWith("module-info.class")
        && !path.endsWith("package-info.class");
  }

  /** Copies of the host's classes are never loaded, so they are not looked at either. */
  private static boolean isHosts(String packageName) {
    return HostApi.shares(packageName) || HostApi.isSdk(packageName);
  }

  private void add(String path, byte[] bytes, Function<String, String> fileOf) {
    try {
      ClassModel model = ClassFile.of().parse(bytes);
      String name = model.thisClass().asInternalName().replace('/', '.');
      boolean concrete =
          !model.flags().has(AccessFlag.ABSTRACT) && !LOCAL_OR_ANONYMOUS.matcher(name).matches();
      byName.put(name, new Facts(name, superName(model), concrete, fileOf.apply(name)));
    } catch (IllegalArgumentException e) {
      throw new ServiceRuntimeException(
          Code.BAD_ARTIFACT, path + " is not a class file: " + e.getMessage(), e);
    }
  }

  private static String superName(ClassModel model) {
    return model.superclass().map(c -> c.asInternalName().replace('/', '.')).orElse("");
  }

  /** The class of this binary name. */
  Optional<Facts> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All classes, by name. */
  Collection<Facts> all() {
    return byName.values();
  }

  /** The classes written in this file. */
  List<Facts> inFile(String file) {
    return byName.values().stream().filter(c -> c.file().equals(file)).toList();
  }

  /**
   * The concrete workflows, by name.
   *
   * @param loader finds classes between a workflow and the SDK's that are in a library
   */
  List<Facts> workflows(ClassLoader loader) {
    return byName.values().stream()
        .filter(c -> c.concrete() && isWorkflow(c.superName(), loader))
        .toList();
  }

  private boolean isWorkflow(String superName, ClassLoader loader) {
    Set<String> seen = new HashSet<>();
    String name = superName;
    while (!name.isEmpty() && seen.add(name)) {
      if (name.equals(Workflow.class.getName())) {
        return true;
      }
      Facts known = byName.get(name);
      name = known != null ? known.superName() : superNameInLibrary(name, loader);
    }
    return false;
  }

  private static String superNameInLibrary(String name, ClassLoader loader) {
    if (name.startsWith("java.")) {
      return "";
    }
    try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + CLASS)) {
      return in == null ? "" : superName(ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException | IllegalArgumentException e) {
      throw new ServiceRuntimeException(
          Code.BAD_ARTIFACT, "class %s cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }
}
