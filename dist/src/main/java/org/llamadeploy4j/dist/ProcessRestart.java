package org.llamadeploy4j.dist;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts this program anew in its own process, by {@code execv}. Every thread goes, those too that
 * spin and cannot be stopped; the process id stays, and with it the terminal, Ctrl-C and whoever
 * watches the process. Stateless.
 */
final class ProcessRestart {
  private static final Logger log = LoggerFactory.getLogger(ProcessRestart.class);

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final String PORT = "--port";
  private static final int FIRST_OWN_FILE = 3;
  private static final int CLOSE_ON_EXEC = 4;

  private ProcessRestart() {}

  /**
   * Becomes the same program again. Everything must have been stopped. Returns only if that cannot
   * be done here, which is logged.
   *
   * @param port what to listen at in place of {@code --port 0}
   */
  static void now(int port) {
    try {
      List<String> command = withPort(command(), port);
      log.info("The program starts itself anew in process {}", ProcessHandle.current().pid());
      int error = become(command);
      log.warn("The program cannot start itself anew: execv answered {}", error);
    } catch (IOException | UnsupportedOperationException e) {
      log.warn("The program cannot start itself anew: {}", e.getMessage());
    }
  }

  /** The same words with a port where they ask for any. */
  static List<String> withPort(List<String> command, int port) {
    List<String> words = new ArrayList<>(command);
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).equals("0") && words.get(i - 1).equals(PORT)) {
        words.set(i, String.valueOf(port));
      } else if (words.get(i).equals(PORT + "=0")) {
        words.set(i, PORT + "=" + port);
      }
    }
    return List.copyOf(words);
  }

  /** What this process was started with, the program first. */
  private static List<String> command() throws IOException {
    if (Files.isReadable(COMMAND_LINE)) {
      // The JDK reads no more than a page of it, and a class path is longer.
      String words = new String(Files.readAllBytes(COMMAND_LINE), StandardCharsets.UTF_8);
      List<String> command = new ArrayList<>(List.of(words.split("\0", -1)));
      command.removeLast();
      command.set(0, executable().orElse(command.getFirst()));
      return command;
    }
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> command = new ArrayList<>();
    command.add(executable().orElseThrow(ProcessRestart::unknownCommand));
    command.addAll(List.of(info.arguments().orElseThrow(ProcessRestart::unknownCommand)));
    return command;
  }

  private static Optional<String> executable() {
    return ProcessHandle.current().info().command();
  }

  private static UnsupportedOperationException unknownCommand() {
    return new UnsupportedOperationException("this system does not say how it was started");
  }

  /** Returns what {@code execv} answers if it fails. */
  @SuppressWarnings("restricted") // The programs are started with access to native code.
  private static int become(List<String> command) {
    Linker linker = Linker.nativeLinker();
    MethodHandle execv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("execv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment words = arena.allocate(ADDRESS, command.size() + 1L);
      for (int i = 0; i < command.size(); i++) {
        words.setAtIndex(ADDRESS, i, arena.allocateFrom(command.get(i)));
      }
      closeFilesOnExec(linker);
      return (int) execv.invokeExact(words.get(ADDRESS, 0), words);
    } catch (Throwable e) {
      throw new UnsupportedOperationException("execv cannot be called: " + e, e);
    }
  }

  /** So that the next life does not inherit this one's open files, where the system can do that. */
  @SuppressWarnings("restricted")
  private static void closeFilesOnExec(Linker linker) throws Throwable {
    var found = linker.defaultLookup().find("close_range");
    if (found.isPresent()) {
      MethodHandle closeRange =
          linker.downcallHandle(
              found.get(), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
      int unusedStatus =
          (int) closeRange.invokeExact(FIRST_OWN_FILE, Integer.MAX_VALUE, CLOSE_ON_EXEC);
    }
  }
}
