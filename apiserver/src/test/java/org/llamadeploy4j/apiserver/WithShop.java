package org.llamadeploy4j.apiserver;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each have a server of their own, with the deployment {@code shop}. */
abstract class WithShop {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // started before each test
  Api api;

  @BeforeEach
  void start() throws Exception {
    api = Api.start(folder);
    api.deploy("shop");
  }

  @AfterEach
  void stop() {
    api.close();
  }
}
