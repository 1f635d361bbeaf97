package org.llamadeploy4j.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.llamadeploy4j.client.ClientException;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.InvalidDeploymentException;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts the commands together and settles how they parse, fail and end. */
final class CommandLines {
  private static final int HELP_COLUMNS = 100;

  private CommandLines() {}

  /** The commands as {@code args} needs them, ready to execute {@code args}. */
  static CommandLine create(String[] args, Terminal terminal) {
    RootCommand root = new RootCommand();
    Map<String, Supplier<Object>> commands = commands(new Servers(terminal, root), terminal);
    CommandLine line = new CommandLine(root);
    needed(args, commands.keySet())
        .forEach(name -> line.addSubcommand(name, commands.getOrDefault(name, Object::new).get()));
    return settings(line, terminal);
  }

  private static Map<String, Supplier<Object>> commands(Servers servers, Terminal terminal) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("status", () -> new StatusCommand(servers, terminal));
    commands.put("deploy", () -> new DeployCommand(servers, terminal));
    commands.put("undeploy", () -> new UndeployCommand(servers, terminal));
    commands.put("run", () -> new RunCommand(servers, terminal));
    commands.put(
        "sessions",
        () ->
            new CommandLine(new SessionsCommand())
                .addSubcommand(new SessionsCommand.Create(servers, terminal)));
    commands.put("tasks", () -> TasksCommand.create(servers, terminal));
    commands.put("config", () -> new ConfigCommand(servers, terminal));
    commands.put("serve", () -> new ServeCommand(terminal));
    commands.put("apiserver", () -> new RoleCommands.ApiServer(terminal));
    commands.put("control-plane", () -> new RoleCommands.ControlPlane(terminal));
    commands.put("runtime", () -> new RoleCommands.ServiceRuntime(terminal));
    return commands;
  }

  /**
   * Every command costs start time, so where a command line is plain only those whose names occur
   * in it are made. Help and suggestions need them all.
   */
  private static Collection<String> needed(String[] args, Collection<String> all) {
    List<String> words = List.of(args);
    List<String> named = all.stream().filter(words::contains).toList();
    boolean plain = !named.isEmpty() && !words.contains("-h") && !words.contains("--help");
    return plain ? named : all;
  }

  private static CommandLine settings(CommandLine line, Terminal terminal) {
    return line.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
        .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setUsageHelpWidth(HELP_COLUMNS)
        // Values are the user's: '@x' is no file to read, '-x' after --arg KEY no option.
        .setExpandAtFiles(false)
        .setAllowOptionsAsOptionParameters(true)
        .setInterpolateVariables(false)
        .registerConverter(DeploymentName.class, text -> id(text, DeploymentName::new))
        .registerConverter(ServiceId.class, text -> id(text, ServiceId::new))
        .registerConverter(IdempotencyKey.class, text -> id(text, IdempotencyKey::new))
        .registerConverter(SessionId.class, text -> id(text, SessionId::new))
        .registerConverter(TaskId.class, text -> id(text, TaskId::new))
        .registerConverter(RunStatus.class, CommandLines::status)
        .setParameterExceptionHandler((e, args) -> misused(e, terminal))
        .setExecutionExceptionHandler((e, command, result) -> failed(e, command, terminal));
  }

  private static <T> T id(String text, Function<String, T> of) {
    try {
      return of.apply(text);
    } catch (ProtocolException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static RunStatus status(String word) {
    return Arrays.stream(RunStatus.values())
        .filter(status -> status.wire().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "'%s' is none of %s".formatted(word, Arrays.toString(RunStatus.values()))));
  }

  private static int misused(ParameterException e, Terminal terminal) {
    String message =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched)
            : String.valueOf(e.getMessage());
    return misused(e.getCommandLine(), message, terminal);
  }

  private static int misused(CommandLine command, String message, Terminal terminal) {
    Help help = command.getHelp();
    terminal.err().print("Usage: " + help.synopsis("Usage: ".length()));
    terminal
        .err()
        .println(
            "Try '"
                + command.getCommandSpec().qualifiedName()
                + " --help' for help."
                + System.lineSeparator());
    terminal.error(message);
    return Llamactl.USAGE;
  }

  private static String unmatched(UnmatchedArgumentException e) {
    boolean command = !e.isUnknownOption() && !e.getCommandLine().getSubcommands().isEmpty();
    String message =
        command
            ? "No such command '" + e.getUnmatched().getFirst() + "'"
            : String.valueOf(e.getMessage());
    List<String> near = e.getSuggestions();
    return near.isEmpty() ? message : message + "; did you mean '" + near.getFirst() + "'?";
  }

  private static int failed(Exception e, CommandLine command, Terminal terminal) {
    switch (e) {
      case CliException known when known.status() == Llamactl.USAGE -> {
        return misused(command, known.getMessage(), terminal);
      }
      case CliException known -> terminal.error(known.getMessage());
      case InvalidDeploymentException invalid -> {
        int count = invalid.mistakes().size();
        terminal.error(
            "the deployment file has " + (count == 1 ? "a mistake:" : count + " mistakes:"));
        terminal.err().println(invalid.getMessage());
      }
      case ProtocolException known -> terminal.error(known.getMessage());
      case ClientException known -> terminal.error(known.getMessage());
      default -> {
        terminal.error("this is a defect of llamactl: " + e);
        e.printStackTrace(terminal.err());
      }
    }
    return Llamactl.FAILURE;
  }
}
