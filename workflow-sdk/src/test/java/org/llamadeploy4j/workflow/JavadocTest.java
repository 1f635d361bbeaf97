package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Everything that users of the SDK can see says what it is. */
class JavadocTest {

  private static final Path ROOT = Path.of("src/main/java/org/llamadeploy4j/workflow");
  private static final List<String> PACKAGES = List.of("", "graph", "retry", "spi", "testing");

  private final List<String> bare = new ArrayList<>();
  private int seen;

  @Test
  void everyPublicTypeMemberAndConstantHasJavadoc() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, d -> {}, null, null, files.getJavaFileObjectsFromPaths(sources()));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Reader(unit, docs).scan(unit, null);
      }
    }

    assertThat(seen).isGreaterThan(500);
    assertThat(bare).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String each : PACKAGES) {
      try (Stream<Path> files = Files.list(ROOT.resolve(each))) {
        files.filter(f -> f.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  /** Looks at what is visible in one file. */
  private final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final DocTrees docs;

    Reader(CompilationUnitTree unit, DocTrees docs) {
      this.unit = unit;
      this.docs = docs;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
      if (isVisible(type.getModifiers())) {
        note(type.getSimpleName().toString());
        super.visitClass(type, null);
      }
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
      boolean ofRecord =
          method.getReturnType() == null && kind() == Tree.Kind.RECORD; // its components are told
      if (isVisible(method.getModifiers()) && !ofRecord && !overrides(method)) {
        note(method.getName().toString());
      }
      return null; // what is inside of it nobody sees
    }

    @Override
    public @Nullable Void visitVariable(VariableTree field, @Nullable Void none) {
      if (isVisible(field.getModifiers())) {
        note(field.getName().toString());
      }
      return null;
    }

    private boolean isVisible(ModifiersTree modifiers) {
      Set<Modifier> flags = modifiers.getFlags();
      boolean ofInterface = kind() == Tree.Kind.INTERFACE || kind() == Tree.Kind.ANNOTATION_TYPE;
      return flags.contains(Modifier.PUBLIC)
          || flags.contains(Modifier.PROTECTED)
          || (ofInterface && !flags.contains(Modifier.PRIVATE));
    }

    /** What the tree at hand is a member of. */
    private Tree.@Nullable Kind kind() {
      return getCurrentPath().getParentPath() == null
          ? null
          : getCurrentPath().getParentPath().getLeaf().getKind();
    }

    private static boolean overrides(MethodTree method) {
      return method.getModifiers().getAnnotations().stream()
          .anyMatch(a -> a.getAnnotationType().toString().endsWith("Override"));
    }

    private void note(String what) {
      seen++;
      if (docs.getDocComment(getCurrentPath()) == null) {
        long start = docs.getSourcePositions().getStartPosition(unit, getCurrentPath().getLeaf());
        String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
        bare.add(file + ":" + unit.getLineMap().getLineNumber(start) + " " + what);
      }
    }
  }
}
