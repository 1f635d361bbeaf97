package org.llamadeploy4j.workflow.internal.resources;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.internal.JsonRecords;
import org.llamadeploy4j.workflow.internal.JsonRecords.Result;
import org.llamadeploy4j.workflow.internal.rules.ConfigPaths;

/**
 * The records of a workflow's configuration files, all read when the workflow is loaded, so that no
 * step waits for a disk. Immutable once read, and thread-safe.
 */
final class ConfigFiles {

  static final int MAX_BYTES = 1024 * 1024;

  private final Map<Want.Config, Result> results = new HashMap<>();

  private ConfigFiles() {}

  static ConfigFiles none() {
    return new ConfigFiles();
  }

  /** Reads what is asked for; blocks on the disk and runs the records' constructors. */
  static ConfigFiles read(Class<?> workflow, Collection<Want.Config> wants, JsonRecords json) {
    ConfigFiles files = new ConfigFiles();
    for (Want.Config want : wants) {
      files.results.computeIfAbsent(want, w -> read(workflow, w, json));
    }
    return files;
  }

  /** The record, or why there is none. */
  Result of(Want.Config want) {
    Result result = results.get(want);
    return result == null ? problem("it was not read when the workflow was loaded") : result;
  }

  private static Result read(Class<?> workflow, Want.Config want, JsonRecords json) {
    String refused = refuse(want);
    if (refused != null) {
      return problem(refused);
    }
    try {
      URL url = find(workflow, want.file());
      if (url == null) {
        return problem("the file is neither at the root of the classes nor beside the workflow");
      }
      byte[] bytes = bytes(url);
      return bytes.length > MAX_BYTES
          ? problem("the file has more than 1 MB")
          : json.read(bytes, want.at(), want.type());
    } catch (IOException e) {
      return problem("the file cannot be read: " + e);
    } catch (LinkageError e) {
      return problem("the record cannot be loaded: " + e);
    }
  }

  /** Why this is not even looked for, or null. */
  private static @Nullable String refuse(Want.Config want) {
    String file = want.file();
    Class<?> raw = rawClass(want);
    if (raw == null || !raw.isRecord()) {
      return "a configuration file is read into a record, and this is none";
    }
    String wrong = ConfigPaths.wrongFile(file);
    return wrong == null ? ConfigPaths.wrongPart(want.at()) : wrong;
  }

  private static @Nullable Class<?> rawClass(Want.Config want) {
    return switch (want.type()) {
      case Class<?> raw -> raw;
      case java.lang.reflect.ParameterizedType p -> (Class<?>) p.getRawType();
      default -> null;
    };
  }

  private static @Nullable URL find(Class<?> workflow, String file) {
    ClassLoader own = workflow.getClassLoader();
    ClassLoader loader = own == null ? ClassLoader.getSystemClassLoader() : own;
    URL atRoot = loader.getResource(file);
    String folder = workflow.getPackageName().replace('.', '/');
    return atRoot != null || folder.isEmpty() ? atRoot : loader.getResource(folder + "/" + file);
  }

  private static byte[] bytes(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false); // else a jar that was replaced in place is read as it was
    try (InputStream in = connection.getInputStream()) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  private static Result problem(String sentence) {
    return new Result.Problems(List.of(sentence));
  }
}
