package org.llamadeploy4j.apiserver;

import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.controlplane.Deployments;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.controlplane.Undeployment;
import org.llamadeploy4j.protocol.DeploymentDefinition;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.Undeployed;

/** Deployments: what there is, making more, and having them go. */
final class DeploymentsApi {
  private static final String FILE = "config_file";
  private static final String BASE_PATH = "base_path";
  private static final int MAX_FILE_NAME = 255;

  private final Router router;
  private final Deployments deployments;
  private final Undeployment undeployment;
  private final Path baseFolder;

  DeploymentsApi(
      Router router, Deployments deployments, Undeployment undeployment, Path baseFolder) {
    this.undeployment = undeployment;
    this.router = router;
    this.deployments = deployments;
    this.baseFolder = baseFolder.toAbsolutePath();
  }

  List<Route> routes() {
    return List.of(
        new Route(
            Route.Method.GET,
            "/deployments",
            "All live deployments",
            List.of(),
            "",
            "DeploymentDefinition[]",
            this::list),
        new Route(
            Route.Method.POST,
            "/deployments/create",
            "Deploys a deployment file",
            List.of(
                Parameter.file(FILE),
                Parameter.query("reload", "boolean", false),
                Parameter.query(BASE_PATH, "string", false),
                Parameter.query("local", "boolean", false)),
            "",
            "DeploymentDefinition",
            this::create),
        new Route(
            Route.Method.GET,
            "/deployments/{deployment}",
            "One live deployment",
            List.of(Parameter.path("deployment")),
            "",
            "DeploymentDefinition",
            this::find),
        new Route(
            Route.Method.DELETE,
            "/deployments/{deployment}",
            "Removes a deployment once its tasks have ended, or have been cancelled",
            List.of(Parameter.path("deployment"), Parameter.query("now", "boolean", false)),
            "",
            "Undeployed",
            this::undeploy));
  }

  private void list(Exchange exchange) {
    exchange.json(router.deployments().stream().map(DeploymentsApi::definition).toList());
  }

  private void find(Exchange exchange) {
    exchange.json(definition(router.open(exchange.path("deployment")).name()));
  }

  /** Local sources are packed in any case, so {@code local} is read and changes nothing. */
  private void create(Exchange exchange) throws IOException, InterruptedException {
    boolean reload = exchange.flag("reload");
    exchange.flag("local");
    UploadedFile file = exchange.file(FILE);
    byte[] yaml;
    try (InputStream in = file.content()) {
      yaml = in.readAllBytes();
    }
    Path base = base(Objects.requireNonNullElse(exchange.query(BASE_PATH), "."));
    exchange.json(definition(deployments.deploy(yaml, shown(file.filename()), base, reload)));
  }

  /** 200 when it is gone, 202 while it is going. */
  private void undeploy(Exchange exchange) throws InterruptedException {
    String name = exchange.path("deployment");
    Undeployment.Progress progress = undeployment.undeploy(name, exchange.flag("now"));
    exchange.status(progress.removed() ? 200 : 202);
    exchange.json(new Undeployed(name, progress.removed(), progress.unfinished()));
  }

  private Path base(String path) {
    try {
      return baseFolder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new ControlPlaneException(
          ErrorCode.INVALID_INPUT, "The base path '%s' is not a path".formatted(path), e);
    }
  }

  /** A client's file name stands in messages and logs, so it is kept to one short line. */
  private static String shown(String fileName) {
    String line = fileName.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= MAX_FILE_NAME ? line : line.substring(0, MAX_FILE_NAME);
  }

  private static DeploymentDefinition definition(DeploymentName name) {
    return new DeploymentDefinition(name.value());
  }
}
