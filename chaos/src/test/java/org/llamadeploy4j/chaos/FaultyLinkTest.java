package org.llamadeploy4j.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link between a client and a server that answers +OK to every command. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FaultyLinkTest {
  private static final String SOURCE = "#!lua\n-- script commit\nreturn 1";

  private final Queue<List<String>> heard = new ConcurrentLinkedQueue<>();
  private ServerSocket server;
  private FaultyLink link;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
    link = FaultyLink.open("test", server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    server.close();
  }

  private void serve() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofPlatform().daemon().start(() -> answer(client));
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  private void answer(Socket client) {
    RespReader reader = new RespReader();
    try (client) {
      InputStream in = client.getInputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (reader.take((byte) next)) {
          heard.add(reader.words());
          client.getOutputStream().write("+OK\r\n".getBytes(UTF_8));
        }
      }
    } catch (IOException e) {
      // the link was cut
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setSoTimeout(300);
    return socket;
  }

  private static void say(Socket socket, String... words) throws IOException {
    StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    socket.getOutputStream().write(command.toString().getBytes(UTF_8));
  }

  /** What the server answers; a dash: nothing in time; the empty string: it hung up. */
  private static String answer(Socket socket, int bytes) throws IOException {
    try {
      return new String(socket.getInputStream().readNBytes(bytes), UTF_8);
    } catch (SocketTimeoutException e) {
      return "-";
    }
  }

  private static String sha() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-1").digest(SOURCE.getBytes(UTF_8));
    return HexFormat.of().formatHex(hash);
  }

  @Test
  void inFairWeatherEverythingPasses() throws Exception {
    try (Socket socket = connect()) {
      say(socket, "PING");
      assertThat(answer(socket, 5)).isEqualTo("+OK\r\n");
    }
  }

  @Test
  void aBlackHoleSwallowsAndStaysOpen() throws Exception {
    try (Socket socket = connect()) {
      link.weather(Weather.silent());
      say(socket, "PING");
      assertThat(answer(socket, 5)).isEqualTo("-");
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void aLinkThatRefusesHangsUpAtOnce() throws Exception {
    link.weather(Weather.closed());
    try (Socket socket = connect()) {
      assertThat(answer(socket, 1)).isEmpty();
    }
  }

  @Test
  void aHalfClosedConnectionStillTakesWhatIsSaidButSaysNoMore() throws Exception {
    try (Socket socket = connect()) {
      say(socket, "PING");
      answer(socket, 5);
      link.halfClose();
      say(socket, "PING");
      assertThat(answer(socket, 1)).isEmpty();
    }
  }

  @Test
  void aDelayedConnectionLosesNothing() throws Exception {
    link.weather(Weather.slow(Duration.ofMillis(20)));
    try (Socket socket = connect()) {
      say(socket, "PING");
      say(socket, "PING");
      assertThat(answer(socket, 10)).isEqualTo("+OK\r\n+OK\r\n");
    }
  }

  @Test
  void aTrapBeforeAScriptSpringsBeforeTheServerHearsOfIt() throws Exception {
    CountDownLatch sprung = new CountDownLatch(1);
    try (Socket socket = connect()) {
      say(socket, "SCRIPT", "LOAD", SOURCE);
      answer(socket, 5);
      link.set(new Snare(new Trap("commit", Trap.Moment.BEFORE), sprung::countDown));
      say(socket, "PING");
      say(socket, "EVALSHA", sha(), "0");
      sprung.await();
      assertThat(answer(socket, 5)).isEqualTo("+OK\r\n");
      assertThat(heard).last().isEqualTo(List.of("PING"));
    }
  }

  @Test
  void aTrapAfterAScriptSpringsWhenTheServerHasRunItAndItsReplyDoesNotPass() throws Exception {
    CountDownLatch sprung = new CountDownLatch(1);
    try (Socket socket = connect()) {
      say(socket, "SCRIPT", "LOAD", SOURCE);
      answer(socket, 5);
      link.set(new Snare(new Trap("commit", Trap.Moment.AFTER), sprung::countDown));
      say(socket, "EVALSHA", sha(), "0");
      sprung.await();
      assertThat(heard).last().isEqualTo(List.of("EVALSHA", sha(), "0"));
      assertThat(answer(socket, 5)).isEqualTo("-");
    }
  }

  @Test
  void aCutEndsEveryConnectionAndTheNextOnePasses() throws Exception {
    try (Socket first = connect()) {
      say(first, "PING");
      answer(first, 5);
      link.cut();
      Awaitility.await().until(() -> answer(first, 1).isEmpty());
    }
    try (Socket second = connect()) {
      say(second, "PING");
      assertThat(answer(second, 5)).isEqualTo("+OK\r\n");
    }
  }
}
