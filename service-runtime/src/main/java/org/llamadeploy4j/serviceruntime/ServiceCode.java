package org.llamadeploy4j.serviceruntime;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;
import org.llamadeploy4j.workflow.Env;

/**
 * The code of one service version, compiled where it must be and ready to be loaded. Belongs to the
 * thread that loads the service; closing it closes the class loader.
 */
final class ServiceCode implements AutoCloseable {
  private static final int MAX_ENV_FILE_BYTES = 1024 * 1024;

  private final SourceTree tree;
  private final ClassCatalog catalog;
  private final ServiceClassLoader loader;

  private ServiceCode(SourceTree tree, ClassCatalog catalog, ServiceClassLoader loader) {
    this.tree = tree;
    this.catalog = catalog;
    this.loader = loader;
  }

  /**
   * Unpacks, compiles, catalogues.
   *
   * @param label names service and version
   * @param zip the artifact
   * @param folder an empty folder for this version alone
   * @throws ServiceRuntimeException when there is no usable code in it
   */
  static ServiceCode open(String label, byte[] zip, Path folder) {
    ZipUnpacker.unpack(zip, folder.resolve("source"), ZipUnpacker.Limits.DEFAULT);
    SourceTree tree = SourceTree.scan(folder.resolve("source"));
    SharedLibraries.refuseNewer(tree);
    List<Path> places = new ArrayList<>();
    ClassCatalog catalog =
        switch (tree.kind()) {
          case JAVA -> compiled(tree, folder.resolve("classes"), places);
          case CLASSES -> {
            places.add(tree.root());
            yield ClassCatalog.ofFolder(tree.root(), ClassCatalog::outermost);
          }
          case JAR -> jar(tree, folder.resolve("libraries"), places);
        };
    places.addAll(tree.libraries());
    SharedLibraries.refuseNewer(places);
    return new ServiceCode(tree, catalog, new ServiceClassLoader(label, urls(places)));
  }

  private static ClassCatalog compiled(SourceTree tree, Path output, List<Path> places) {
    Map<String, Path> sources = new SourceCompiler().compile(tree, output);
    places.add(output);
    places.add(tree.root());
    return ClassCatalog.ofFolder(
        output,
        name -> {
          Path source = sources.get(name);
          String file = source == null ? ClassCatalog.outermost(name) : SourceTree.text(source);
          return file.endsWith(".java") ? file.substring(0, file.length() - 5) : file;
        });
  }

  private static ClassCatalog jar(SourceTree tree, Path libraries, List<Path> places) {
    Path file = tree.root().resolve(tree.jar());
    places.add(file);
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (entry.getName().matches("lib/[^/\\\\]+\\.jar")) {
          Path library = libraries.resolve(entry.getName().substring("lib/".length()));
          Files.createDirectories(libraries);
          try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, library);
          }
          places.add(library);
        }
      }
      return ClassCatalog.ofJar(jar);
    } catch (ZipException e) {
      throw new ServiceRuntimeException(
          Code.BAD_ARTIFACT,
          "'%s' is not a jar that can be read: %s".formatted(tree.jar(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new ServiceRuntimeException(
          Code.IO, "'%s' cannot be read: %s".formatted(tree.jar(), e.getMessage()), e);
    }
  }

  private static List<URL> urls(List<Path> places) {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path place : places) {
        urls.add(place.toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new ServiceRuntimeException(
          Code.IO, "a work folder has an impossible name: " + e.getMessage(), e);
    }
    return urls;
  }

  ClassCatalog catalog() {
    return catalog;
  }

  ServiceClassLoader loader() {
    return loader;
  }

  /**
   * What the service's workflow sees as its environment: {@code env}, then the files in their
   * order.
   *
   * @throws ServiceRuntimeException when a file is missing, malformed, or outside of the source
   */
  Env environment(ServiceSpec spec) {
    Map<String, String> values = new LinkedHashMap<>(spec.env());
    for (String name : spec.envFiles()) {
      values.putAll(Dotenv.parse(text(name), name));
    }
    return Env.of(values);
  }

  private String text(String name) {
    try {
      byte[] bytes =
          read(name).orElseThrow(() -> badFile(name, "there is no such file in the source", null));
      if (bytes.length > MAX_ENV_FILE_BYTES) {
        throw badFile(name, "it has more than %,d bytes".formatted(MAX_ENV_FILE_BYTES), null);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw badFile(name, "it is not UTF-8 text", e);
    } catch (IOException e) {
      throw badFile(name, String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<byte[]> read(String name) throws IOException {
    Path file = inside(name);
    if (tree.kind() == SourceTree.Kind.JAR && !tree.files().contains(file)) {
      try (JarFile jar = new JarFile(tree.root().resolve(tree.jar()).toFile())) {
        JarEntry entry = jar.getJarEntry(SourceTree.text(file));
        return entry == null
            ? Optional.empty()
            : Optional.of(jar.getInputStream(entry).readNBytes(MAX_ENV_FILE_BYTES + 1));
      }
    }
    if (!tree.files().contains(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(tree.root().resolve(file))) {
      return Optional.of(in.readNBytes(MAX_ENV_FILE_BYTES + 1));
    }
  }

  private Path inside(String name) {
    try {
      Path root = tree.root().normalize();
      Path file = root.resolve(name).normalize();
      if (file.startsWith(root) && !file.equals(root)) {
        return root.relativize(file);
      }
    } catch (InvalidPathException e) {
      throw badFile(name, String.valueOf(e.getMessage()), e);
    }
    throw badFile(
        name, "it is outside of the source; give a path relative to the source's root", null);
  }

  private static ServiceRuntimeException badFile(
      String name, String what, @Nullable Throwable cause) {
    return new ServiceRuntimeException(
        Code.BAD_ENVIRONMENT, "env-files: '%s': %s".formatted(name, what), cause);
  }

  /** Closes the class loader; classes that are loaded already go on to work. */
  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new ServiceRuntimeException(Code.IO, loader + " did not close: " + e.getMessage(), e);
    }
  }
}
