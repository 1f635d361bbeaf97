package org.llamadeploy4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate nobody signed, and which is made out to another host. */
class InsecureTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;
  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws Exception {
    server.useHttps(certificate());
    server.start();
    server.enqueue(
        new MockResponse.Builder().body("{\"swagger_docs\":\"d\",\"status\":\"s\"}").build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aCertificateThatNobodySignedIsRefused() {
    try (LlamaDeployClient client = client(false)) {
      assertThatThrownBy(client::links)
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("certificat")
          .hasMessageContaining(server.url("/").toString());
    }
  }

  @Test
  void insecureTakesItAnyway() {
    try (LlamaDeployClient client = client(true)) {
      assertThat(client.links()).isEqualTo(new ServerLinks("d", "s"));
    }
  }

  private LlamaDeployClient client(boolean insecure) {
    return LlamaDeployClient.of(
        new ClientSettings(server.url("/").uri(), Duration.ofSeconds(30), insecure));
  }

  private SSLSocketFactory certificate() throws Exception {
    Path file = folder.resolve("keys.p12");
    keytool(
        List.of(
            "-genkeypair",
            "-keystore",
            file.toString(),
            "-storepass",
            PASSWORD,
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=elsewhere.example"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context.getSocketFactory();
  }

  private static void keytool(List<String> words) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(words))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD);
    builder.command().addFirst(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
    assertThat(builder.start().waitFor()).isZero();
  }
}
