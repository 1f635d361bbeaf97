package org.llamadeploy4j.cli;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.client.TaskRef;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.EventDefinition;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.TaskStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamactl tasks send}: answers what a run asks. */
@Command(
    name = "send",
    description = "Send an event into a task, such as the answer to what it asked.")
final class SendCommand implements Callable<Integer> {
  private final Servers servers;
  private final Terminal terminal;

  @Mixin private final DeploymentMixin deployment = new DeploymentMixin();
  @Mixin private final ArgsMixin args = new ArgsMixin();

  @Parameters(index = "0", paramLabel = "TASK", description = "The task's id.")
  private @Nullable TaskId task;

  @Parameters(
      index = "1",
      paramLabel = "EVENT",
      description = "The event's name, as the workflow knows it: the simple name of its class.")
  private @Nullable String event;

  @Option(
      names = "--step",
      paramLabel = "STEP",
      description = "The only step that shall get it; a child's is CHILD/STEP. Default: any.")
  private @Nullable String step;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Names this event: the task gets it once, however often it is sent.")
  private @Nullable IdempotencyKey key;

  SendCommand(Servers servers, Terminal terminal) {
    this.servers = servers;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TaskId id = Objects.requireNonNull(task);
    try (LlamaDeployClient client = servers.connect()) {
      DeploymentName name = servers.deployment(deployment.name(), client);
      TaskStatus status = client.task(name, id);
      TaskRef to = TaskRefs.of(name, status);
      EventDefinition definition = new EventDefinition(status.serviceId(), envelope(), step);
      if (key == null) {
        client.sendEvent(to, definition);
      } else {
        client.sendEvent(to, definition, key);
      }
    }
    terminal.out().println("Event sent: " + event);
    return Llamactl.OK;
  }

  private String envelope() {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("__is_pydantic", true);
    envelope.put("value", args.fields());
    envelope.put("qualified_name", Objects.requireNonNull(event));
    return new String(ProtocolJson.write(envelope), StandardCharsets.UTF_8);
  }
}
