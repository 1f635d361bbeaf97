package org.llamadeploy4j.messaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server that is starting whether it is ready, on a plain socket.
 *
 * @param port on this machine
 * @param password without spaces
 */
record RedisProbe(int port, String password) {
  private static final int TIMEOUT_MILLIS = 1000;
  private static final int LONGEST_LINE = 1024;

  /** What a server that starts may say. */
  enum Answer {
    /** It takes commands. */
    READY,
    /** It reads its data. */
    LOADING,
    /** Nobody listens, or what listens does not know our password. */
    NONE
  }

  /** Asks once; blocks for a few seconds at most. */
  Answer ask() {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      String request = "AUTH " + password + "\r\nPING\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      if (!line(in).equals("+OK")) {
        return Answer.NONE;
      }
      String pong = line(in);
      if (pong.equals("+PONG")) {
        return Answer.READY;
      }
      return pong.startsWith("-LOADING") ? Answer.LOADING : Answer.NONE;
    } catch (IOException e) {
      // Refused or cut: it is not there yet. Whoever asks knows the deadline.
      return Answer.NONE;
    }
  }

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return "RedisProbe[port=" + port + "]";
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n' && bytes.size() < LONGEST_LINE; b = in.read()) {
      if (b != '\r') {
        bytes.write(b);
      }
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }
}
