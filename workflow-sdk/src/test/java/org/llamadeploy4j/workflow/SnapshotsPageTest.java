package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.workflow.internal.snapshots.KeySource;

/** What docs/snapshots.md shows compiles and works, and its tables are complete. */
class SnapshotsPageTest {

  @TempDir Path folder;

  @Test
  void theRunOfThePageIsKeptInAFileAndDecidedLater() throws Exception {
    Env env = Env.of(Map.of("SNAPSHOT_KEYS", "k1:hmac-sha256:" + "0123456789abcdef".repeat(3)));
    Path file = folder.resolve("order.snapshot");
    try (URLClassLoader loader = DocsPage.read("snapshots.md").compile(folder)) {
      Class<?> type = loader.loadClass("Desk");
      Object desk = type.getConstructor(Path.class, Env.class).newInstance(file, env);

      type.getMethod("submit", String.class).invoke(desk, "chairs");
      Object decided = type.getMethod("decide", boolean.class).invoke(desk, true);

      assertThat(decided).isEqualTo("chairs: ordered");
    }
  }

  @Test
  void theTablesNameEveryCodeAndEverySetting() throws Exception {
    String page = DocsPage.read("snapshots.md").text();

    for (Field field : SnapshotException.class.getFields()) {
      assertThat(page).contains("| `" + field.get(null) + "` |");
    }
    assertThat(page)
        .contains("`" + KeySource.KEYS + "`", "`" + KeySource.KEYS_FILE + "`")
        .contains("`" + KeySource.PROJECT_FILE + "`");
  }
}
