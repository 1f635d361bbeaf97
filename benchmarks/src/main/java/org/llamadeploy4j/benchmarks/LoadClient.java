package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One client: a connection that is kept, with one request under way. Used by the loop's thread. */
final class LoadClient {
  private final Selector selector;
  private final InetSocketAddress address;
  private final ByteBuffer request;
  final AnswerReader answer = new AnswerReader();
  private SocketChannel channel;
  private SelectionKey key;
  private long sentNanos;

  /** Connects, blocking; sends nothing yet. */
  LoadClient(Selector selector, InetSocketAddress address, byte[] request) throws IOException {
    this.selector = selector;
    this.address = address;
    this.request = ByteBuffer.allocateDirect(request.length).put(request);
    this.channel = connect(address);
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Sends the next request; what the socket does not take now goes out by {@link #write}. */
  void send(long nowNanos) throws IOException {
    answer.next();
    request.rewind();
    sentNanos = nowNanos;
    write();
  }

  /** Sends what is left of the request. */
  void write() throws IOException {
    channel.write(request);
    key.interestOps(request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  /** Reads what has arrived; whether the answer is complete. */
  boolean read() throws IOException {
    return answer.read(channel);
  }

  /** When the request under way was sent. */
  long sentNanos() {
    return sentNanos;
  }

  /** Drops the connection and makes another. */
  void reconnect() throws IOException {
    close();
    channel = connect(address);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  void close() throws IOException {
    channel.close();
  }

  private static SocketChannel connect(InetSocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
