package org.llamadeploy4j.workflow.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.llamadeploy4j.workflow.JournalException;
import org.llamadeploy4j.workflow.engine.Tick;
import tools.jackson.core.JacksonException;

/**
 * The bytes of a tick: a byte that names the version, four of a CRC-32C of the rest, and the tick
 * as JSON. Event payloads stand in it as they are. See {@code
 * docs/decisions/0003-journal-format.md}.
 */
public final class JournalFormat {

  static final byte VERSION = 1;

  /** The newest version that this program reads. */
  public static final int NEWEST = VERSION;

  static final int HEADER_BYTES = 5;

  private JournalFormat() {}

  static byte[] encode(Tick tick) {
    byte[] body = Json.writeStored(out -> TickWriter.write(out, tick));
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .put(VERSION)
        .putInt(checksum(body, 0))
        .put(body)
        .array();
  }

  /**
   * @throws JournalException naming the run and the first tick that cannot be read
   */
  static List<Tick> decodeAll(String runId, List<byte[]> journal) {
    List<Tick> ticks = new ArrayList<>(journal.size());
    for (byte[] entry : journal) {
      ticks.add(decode(runId, ticks.size(), entry));
    }
    return ticks;
  }

  static Tick decode(String runId, int index, byte[] entry) {
    if (entry.length <= HEADER_BYTES) {
      throw new JournalException(runId, index, "it has only " + entry.length + " bytes", null);
    }
    if (entry[0] != VERSION) {
      String problem =
          "its format version is %d, this program reads version %d; use the program that wrote it or a later one"
              .formatted(entry[0], VERSION);
      throw new JournalException(runId, index, problem, null);
    }
    if (ByteBuffer.wrap(entry).getInt(1) != checksum(entry, HEADER_BYTES)) {
      throw new JournalException(runId, index, "its checksum is wrong; it was damaged", null);
    }
    try {
      return TickReader.read(entry, HEADER_BYTES);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new JournalException(runId, index, String.valueOf(e.getMessage()), e);
    }
  }

  private static int checksum(byte[] bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, bytes.length - from);
    return (int) crc.getValue();
  }
}
