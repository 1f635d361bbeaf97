package org.llamadeploy4j.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that keep their connections. */
class ConnectionsTest extends WithShop {
  private static final int CONNECTIONS = 300;

  /** A cache of headers for each would alone take 98 KB. */
  @Test
  void aConnectionThatIsKeptTakesLittleMemory() throws Exception {
    List<Socket> kept = new ArrayList<>();
    try {
      kept.add(connection());
      long before = usedBytes();
      for (int i = 0; i < CONNECTIONS; i++) {
        kept.add(connection());
      }
      long each = (usedBytes() - before) / CONNECTIONS;

      System.out.printf("a connection that is kept takes %,d bytes%n", each);
      assertThat(each).isLessThan(24_000);
    } finally {
      for (Socket socket : kept) {
        socket.close();
      }
    }
  }

  /** One that has had answers: caches are filled by the second request. */
  private Socket connection() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port());
    socket.setSoTimeout(30_000);
    for (int i = 0; i < 3; i++) {
      ask(socket);
    }
    return socket;
  }

  private static void ask(Socket socket) throws IOException {
    String request =
        "GET /nowhere HTTP/1.1\r\nHost: localhost:4501\r\nUser-Agent: some-client/1.2.3\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(UTF_8));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0 || !answer.toString().endsWith("}")) {
      answer.append((char) socket.getInputStream().read());
    }
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
