package org.llamadeploy4j.serviceruntime;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;

/**
 * Compiles a folder of Java sources against what {@link HostApi} shares. Without state; one call
 * belongs to one thread.
 */
final class SourceCompiler {
  private static final int SHOWN_ERRORS = 50;
  private static final int SHOWN_CHARS = 16_000;

  private final @Nullable JavaCompiler compiler;

  SourceCompiler() {
    this(ToolProvider.getSystemJavaCompiler());
  }

  SourceCompiler(@Nullable JavaCompiler compiler) {
    this.compiler = compiler;
  }

  /**
   * Compiles every source of the tree.
   *
   * @param output where classes go; made
   * @return the source file, relative to the tree's root, of each class by its binary name
   * @throws ServiceRuntimeException listing the compiler's errors with file and line, or when this
   *     program runs without a compiler
   */
  Map<String, Path> compile(SourceTree tree, Path output) {
    if (compiler == null) {
      throw new ServiceRuntimeException(
          Code.DOES_NOT_COMPILE,
          "the source is Java code, and this program runs on a Java runtime without a compiler;"
              + " start it with a JDK 25, or deploy classes or a jar");
    }
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    StringWriter other = new StringWriter();
    try (SourceFiles files =
        new SourceFiles(
            compiler.getStandardFileManager(found, Locale.ENGLISH, StandardCharsets.UTF_8))) {
      files.locate(tree, Files.createDirectories(output));
      List<Path> sources = tree.ending(".java").stream().map(tree.root()::resolve).toList();
      boolean compiled =
          compiler.getTask(other, files, found, options(), null, files.sources(sources)).call();
      if (!compiled) {
        throw refusal(tree.root(), found.getDiagnostics(), other.toString());
      }
      return files.sourceOfClass(tree.root());
    } catch (IOException e) {
      throw new ServiceRuntimeException(
          Code.IO, "the source cannot be compiled: " + e.getMessage(), e);
    }
  }

  private static List<String> options() {
    return List.of(
        "-proc:none", "-parameters", "-g", "-Xlint:none", "-implicit:none", "-Xmaxerrs", "1000");
  }

  private static ServiceRuntimeException refusal(
      Path root, List<Diagnostic<? extends JavaFileObject>> found, String other) {
    List<String> errors = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : found) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        errors.add(line(root, diagnostic));
      }
    }
    if (errors.isEmpty()) {
      errors.add(other.isBlank() ? "the compiler gave no reason" : other.strip());
    }
    int shown = Math.min(errors.size(), SHOWN_ERRORS);
    String text = String.join("\n", errors.subList(0, shown));
    if (text.length() > SHOWN_CHARS) {
      text = text.substring(0, SHOWN_CHARS) + " …";
    }
    if (shown < errors.size()) {
      text += "\n… and " + (errors.size() - shown) + " more";
    }
    return new ServiceRuntimeException(
        Code.DOES_NOT_COMPILE, "the source does not compile:\n" + text);
  }

  private static String line(Path root, Diagnostic<? extends JavaFileObject> diagnostic) {
    String message = diagnostic.getMessage(Locale.ENGLISH);
    JavaFileObject source = diagnostic.getSource();
    if (source == null) {
      return message;
    }
    String file = SourceTree.text(root.relativize(Path.of(source.toUri())));
    return diagnostic.getLineNumber() == Diagnostic.NOPOS
        ? file + ": " + message
        : file + ":" + diagnostic.getLineNumber() + ": " + message;
  }

  /** Hides the SDK's inner packages, and notes which source each class comes from. */
  private static final class SourceFiles
      extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, Path> sources = new LinkedHashMap<>();

    SourceFiles(StandardJavaFileManager files) {
      super(files);
    }

    void locate(SourceTree tree, Path output) throws IOException {
      List<Path> classPath = new ArrayList<>(HostApi.classPath());
      classPath.addAll(tree.libraries());
      if (!tree.ending(".class").isEmpty()) {
        classPath.add(tree.root());
      }
      fileManager.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      fileManager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
    }

    Iterable<? extends JavaFileObject> sources(List<Path> paths) {
      return fileManager.getJavaFileObjectsFromPaths(paths);
    }

    Map<String, Path> sourceOfClass(Path root) {
      Map<String, Path> relative = new LinkedHashMap<>();
      sources.forEach((name, path) -> relative.put(name, root.relativize(path)));
      return relative;
    }

    @Override
    public Iterable<JavaFileObject> list(
        JavaFileManager.Location location,
        String packageName,
        Set<JavaFileObject.Kind> kinds,
        boolean recurse)
        throws IOException {
      boolean hidden =
          location == StandardLocation.CLASS_PATH
              && HostApi.isSdk(packageName)
              && !HostApi.shares(packageName);
      return hidden ? List.of() : super.list(location, packageName, kinds, recurse);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        @Nullable FileObject sibling)
        throws IOException {
      if (sibling != null) {
        sources.put(className, Path.of(sibling.toUri()));
      }
      return super.getJavaFileForOutput(location, className, kind, sibling);
    }
  }
}
