package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The hard stops of CONTRIBUTING.md: how long files and methods may be, how many parameters. */
final class SizeTest {
  private static final int MAIN_LINES = 500;
  private static final int TEST_LINES = 800;
  private static final int METHOD_LINES = 60;
  private static final int PARAMETERS = 7;

  private static final List<Path> SOURCES = new ArrayList<>();
  private static final List<String> LONG_METHODS = new ArrayList<>();
  private static final List<String> WIDE_METHODS = new ArrayList<>();

  @BeforeAll
  static void readEverySource() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      files
          .filter(f -> f.toString().endsWith(".java"))
          .filter(f -> f.toString().contains("/src/"))
          .filter(f -> !f.toString().contains("/target/"))
          .filter(f -> !f.getFileName().toString().equals("package-info.java"))
          .forEach(SOURCES::add);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, d -> {}, null, null, manager.getJavaFileObjectsFromPaths(SOURCES));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new MethodMeter(unit, positions).scan(unit, null);
      }
    }
  }

  @Test
  void sourcesAreSeen() {
    assertThat(SOURCES).hasSizeGreaterThan(100);
  }

  @Test
  void filesStayBelowTheHardStop() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : SOURCES) {
      int limit = file.toString().contains("/src/test/") ? TEST_LINES : MAIN_LINES;
      int lines = Files.readAllLines(file).size();
      if (lines > limit) {
        tooLong.add(file + ": " + lines + " lines, at most " + limit);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void methodsStayBelowTheHardStop() {
    assertThat(LONG_METHODS).isEmpty();
  }

  @Test
  void nobodyTakesMoreThanSevenParameters() {
    assertThat(WIDE_METHODS).isEmpty();
  }

  private static final class MethodMeter extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private boolean inRecord;

    MethodMeter(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitClass(ClassTree node, Void p) {
      boolean outer = inRecord;
      inRecord = node.getKind() == Tree.Kind.RECORD;
      super.visitClass(node, null);
      inRecord = outer;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void p) {
      long first = line(positions.getStartPosition(unit, method));
      long last = line(positions.getEndPosition(unit, method));
      String where = unit.getSourceFile().getName() + ":" + first + " " + method.getName();
      if (method.getBody() != null && last - first + 1 > METHOD_LINES) {
        LONG_METHODS.add(where + ": " + (last - first + 1) + " lines, at most " + METHOD_LINES);
      }
      // A record's canonical constructor has its components, which are data and may be many.
      boolean components = inRecord && method.getReturnType() == null;
      if (!components
          && method.getParameters().size() > PARAMETERS
          && !method.getModifiers().getFlags().contains(Modifier.NATIVE)) {
        WIDE_METHODS.add(where + ": " + method.getParameters().size() + " parameters");
      }
      return super.visitMethod(method, null);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
