package org.llamadeploy4j.serviceruntime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Makes artifacts while tests run, so that no binary is in the repository. */
final class Artifacts {
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  static Artifacts empty() {
    return new Artifacts();
  }

  /** The usual artifact: a folder with these Java files. */
  static byte[] java(String... pathsAndTexts) {
    Artifacts artifacts = empty();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      artifacts.with(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return artifacts.zip();
  }

  Artifacts with(String path, String text) {
    return with(path, text.getBytes(StandardCharsets.UTF_8));
  }

  Artifacts with(String path, byte[] bytes) {
    files.put(path, bytes);
    return this;
  }

  /** Adds every class and resource of a jar. */
  Artifacts withJar(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/MANIFEST")) {
          files.putIfAbsent(entry.getName(), file.getInputStream(entry).readAllBytes());
        }
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles the Java files added so far and replaces them by their classes. */
  Artifacts compiled(Path scratch, Path... classPath) {
    try {
      Path sources = Files.createTempDirectory(scratch, "sources");
      Path classes = Files.createTempDirectory(scratch, "classes");
      for (Map.Entry<String, byte[]> file : Map.copyOf(files).entrySet()) {
        if (file.getKey().endsWith(".java")) {
          Path target = sources.resolve(file.getKey());
          Files.createDirectories(target.resolveSibling("."));
          Files.write(target, file.getValue());
          files.remove(file.getKey());
        }
      }
      compile(sources, classes, classPath);
      for (Path file : walk(classes)) {
        String path = classes.relativize(file).toString().replace('\\', '/');
        files.put(path, Files.readAllBytes(file));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path sources, Path classes, Path... classPath) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      Stream<Path> all = Stream.concat(HostApi.classPath().stream(), Stream.of(classPath));
      manager.setLocationFromPaths(StandardLocation.CLASS_PATH, all.toList());
      manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      List<String> options = List.of("-proc:none", "-parameters", "-Xlint:none");
      boolean done =
          compiler
              .getTask(
                  null,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(walk(sources)))
              .call();
      if (!done) {
        throw new IllegalStateException("the test's own code does not compile");
      }
    }
  }

  private static List<Path> walk(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  byte[] zip() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** An artifact that is these files as one jar. */
  byte[] asJar() {
    return empty().with("service.jar", zip()).zip();
  }
}
