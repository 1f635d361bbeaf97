package org.llamadeploy4j.workflowprocessor;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What a compiler said about a list of files. */
record Compilation(boolean done, List<Diagnostic<? extends JavaFileObject>> said) {

  /** Compiles with these processors. */
  static Compilation of(List<Path> files, Path output, List<? extends Processor> processors) {
    return of(files, output, processors, List.of());
  }

  /** The same with further options of the compiler. */
  static Compilation of(
      List<Path> files, Path output, List<? extends Processor> processors, List<String> further) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    StandardJavaFileManager manager = compiler.getStandardFileManager(said, Locale.ENGLISH, null);
    List<String> options = new ArrayList<>(further);
    options.addAll(
        List.of(
            "-d",
            output.toString(),
            "-cp",
            System.getProperty("java.class.path") + File.pathSeparator + output,
            "-Xmaxerrs",
            "1000",
            "-Xmaxwarns",
            "1000",
            processors.isEmpty() ? "-proc:none" : "-proc:full"));
    JavaCompiler.CompilationTask task =
        compiler.getTask(
            null, manager, said, options, null, manager.getJavaFileObjectsFromPaths(files));
    if (!processors.isEmpty()) {
      task.setProcessors(processors);
    }
    return new Compilation(task.call(), said.getDiagnostics());
  }

  private List<Diagnostic<? extends JavaFileObject>> about(Path file) {
    return said.stream()
        .filter(d -> d.getSource() != null && Path.of(d.getSource().toUri()).equals(file))
        .filter(d -> d.getMessage(Locale.ENGLISH).matches("(?s).* \\[[a-z-]+]"))
        .toList();
  }

  /** What was said about the file. */
  Set<String> messages(Path file) {
    return about(file).stream()
        .map(d -> d.getMessage(Locale.ENGLISH))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Where it was said, as "line rule". */
  Set<String> marks(Path file) {
    return about(file).stream()
        .map(d -> {
          String message = d.getMessage(Locale.ENGLISH);
          return d.getLineNumber()
              + " "
              + message.substring(message.lastIndexOf('[') + 1, message.length() - 1);
        })
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
