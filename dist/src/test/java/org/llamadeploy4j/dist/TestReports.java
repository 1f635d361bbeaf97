package org.llamadeploy4j.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Which tests ran and passed, by the reports of all modules. A report counts only if it is of the
 * code that is there now: its test class still exists, and no class of its module was compiled
 * after it was written.
 *
 * @param passed as {@code Class.method}, also of repeated and parameterised tests
 * @param notPassed the same of those of which a run failed or was skipped
 * @param stale the reports that do not count, by file name
 */
record TestReports(Set<String> passed, Set<String> notPassed, Set<String> stale) {

  private static final List<String> KINDS = List.of("surefire-reports", "failsafe-reports");

  /** Reads those of the modules that lie in a folder. */
  static TestReports of(Path modules) throws Exception {
    TestReports all = new TestReports(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (Path module : list(modules)) {
      FileTime compiled = newestClass(module.resolve("target"));
      for (String kind : KINDS) {
        for (Path report : list(module.resolve("target").resolve(kind))) {
          if (report.getFileName().toString().matches("TEST-.*\\.xml")) {
            all.read(module, report, compiled);
          }
        }
      }
    }
    return all;
  }

  private void read(Path module, Path report, FileTime compiled) throws Exception {
    String name = report.getFileName().toString();
    String type = name.substring("TEST-".length(), name.length() - ".xml".length());
    Path test = module.resolve("target/test-classes").resolve(type.replace('.', '/') + ".class");
    boolean written = Files.getLastModifiedTime(report).compareTo(compiled) >= 0;
    if (written && Files.exists(test)) {
      read(report);
    } else {
      stale.add(name);
    }
  }

  private void read(Path report) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document = factory.newDocumentBuilder().parse(report.toFile());
    var cases = document.getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      String type = test.getAttribute("classname");
      String method = test.getAttribute("name").replaceAll("[^\\w].*", "");
      String name = type.substring(type.lastIndexOf('.') + 1) + "." + method;
      (isPassed(test) ? passed : notPassed).add(name);
    }
  }

  private static boolean isPassed(Element test) {
    for (Node child = test.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (Set.of("failure", "error", "skipped").contains(child.getNodeName())) {
        return false;
      }
    }
    return true;
  }

  /** When the module was last compiled; the beginning of time where it has no classes. */
  private static FileTime newestClass(Path target) throws IOException {
    FileTime newest = FileTime.fromMillis(0);
    for (String folder : List.of("classes", "test-classes")) {
      if (Files.isDirectory(target.resolve(folder))) {
        try (Stream<Path> files = Files.walk(target.resolve(folder))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
            FileTime time = Files.getLastModifiedTime(file);
            newest = time.compareTo(newest) > 0 ? time : newest;
          }
        }
      }
    }
    return newest;
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return new ArrayList<>();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
