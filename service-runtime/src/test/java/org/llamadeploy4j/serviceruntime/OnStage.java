package org.llamadeploy4j.serviceruntime;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.Messaging;

/** Tests with runtimes in a scene of their own, on any implementation of messaging. */
abstract class OnStage {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // opened before each test
  Messaging messaging;

  @SuppressWarnings("NullAway.Init") // opened before each test
  RuntimeScene scene;

  /** An empty store. */
  abstract Messaging open();

  @BeforeEach
  void set() {
    messaging = open();
    scene = new RuntimeScene(messaging, folder);
  }

  @AfterEach
  void strike() {
    scene.close();
    messaging.close();
  }
}
