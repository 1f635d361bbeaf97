package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.llamadeploy4j.dist.Program.Done;

/**
 * Types what a page shows, a line after a {@code $} each, and holds what comes against what the
 * page shows below it. Ids and times are not known to a page: the first of a place stands for
 * whatever comes there, and later for the same. Used by one test at a time.
 */
final class Transcript {
  private static final Pattern COMMAND =
      Pattern.compile("^\\$ (.+)\n?((?:(?!\\$ ).*\n?)*)", Pattern.MULTILINE);
  private static final Pattern LLAMACTL = Pattern.compile("(?<=^|\\s)(\\./)?llamactl(?= )");
  private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern UNKNOWN =
      Pattern.compile(
          "(?<id>(?:\\d+-)?"
              + UUID
              + ")|(?<time>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)| {2,}");
  private static final String USUAL_API = "http://127.0.0.1:4501";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path home;
  private final Map<String, String> ids = new HashMap<>();
  private String api = USUAL_API;

  Transcript(Path home) {
    this.home = home;
  }

  /** The page's server is this one: its address is put in the place of the usual one. */
  void server(String address) {
    api = address;
    Done set = Program.run(home, "config", "set-profile-vars", "server", address);
    assertThat(set.status()).as(set.err()).isZero();
  }

  /** Types the commands of a block in their order; gives how many there were. */
  int type(String block) {
    List<Command> commands = commands(block);
    commands.forEach(this::type);
    return commands.size();
  }

  /** Begins the only command of a block, with more at its end. */
  Running start(String block, String more) {
    List<Command> commands = commands(block);
    assertThat(commands).as(block).hasSize(1);
    Command command = commands.getFirst();
    return new Running(Program.begin(home, "exec " + line(command) + more), command);
  }

  /** Waits for the end of what was started, which must have printed what its block says. */
  void end(Running running) {
    expect(running.program().done(), running.command());
  }

  private static List<Command> commands(String block) {
    return COMMAND
        .matcher(block)
        .results()
        .map(found -> new Command(found.group(1), found.group(2).stripTrailing()))
        .toList();
  }

  /** A list is typed again until it shows what the page does, as a person would do. */
  private void type(Command command) {
    if (command.line().contains("llamactl tasks list")) {
      Awaitility.await().atMost(PATIENCE).untilAsserted(() -> once(command));
    } else {
      once(command);
    }
  }

  private void once(Command command) {
    expect(Program.shell(home, line(command)), command);
  }

  private void expect(Done done, Command command) {
    assertThat(done.status()).as("%s: %s", command.line(), done.err()).isZero();
    Map<String, String> found = new HashMap<>();
    Matcher fits = pattern(command.output(), found).matcher(done.out().stripTrailing());
    assertThat(fits.matches())
        .as("%s%nshows%n%s%nbut printed%n%s", command.line(), command.output(), done.out())
        .isTrue();
    found.forEach((id, group) -> ids.put(id, fits.group(group)));
  }

  /**
   * What a text of the page stands for.
   *
   * @param found takes the ids of the page that are new, with the groups that match theirs
   */
  private Pattern pattern(String text, Map<String, String> found) {
    Matcher unknown = UNKNOWN.matcher(text);
    StringBuilder pattern = new StringBuilder();
    int from = 0;
    while (unknown.find()) {
      pattern.append(Pattern.quote(text.substring(from, unknown.start())));
      pattern.append(unknown(unknown, found));
      from = unknown.end();
    }
    return Pattern.compile(pattern + Pattern.quote(text.substring(from)));
  }

  private String unknown(Matcher unknown, Map<String, String> found) {
    String id = unknown.group("id");
    if (id == null) {
      return unknown.group("time") == null ? " {2,}" : "[-0-9T:]{19}Z";
    }
    String known = ids.get(id);
    if (known != null) {
      return Pattern.quote(known);
    }
    String group = "id" + found.size();
    return found.putIfAbsent(id, group) == null
        ? "(?<" + group + ">(?:\\d+-)?" + UUID + ")"
        : "\\k<" + found.get(id) + ">";
  }

  private String line(Command command) {
    String line = LLAMACTL.matcher(command.line()).replaceAll(Program.LLAMACTL);
    line = line.replace(USUAL_API, api);
    for (Map.Entry<String, String> id : ids.entrySet()) {
      line = line.replace(id.getKey(), id.getValue());
    }
    return line;
  }

  /** What a page shows: a line that is typed, and what it prints. */
  private record Command(String line, String output) {}

  /** A command that was begun. */
  static final class Running implements AutoCloseable {
    private final Program program;
    private final Command command;

    private Running(Program program, Command command) {
      this.program = program;
      this.command = command;
    }

    Program program() {
      return program;
    }

    private Command command() {
      return command;
    }

    @Override
    public void close() {
      program.close();
    }
  }
}
