package org.llamadeploy4j.workflow.internal;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.graph.GraphEdge;
import org.llamadeploy4j.workflow.graph.GraphNode;
import org.llamadeploy4j.workflow.internal.resources.Want;

/** The resources of a workflow in its graph, each once however many ask for it. */
final class GraphResources {

  private static final int ID_DIGITS = 12;

  private final FlowModel model;
  private final Codecs codecs;
  private final GraphDraft draft;

  GraphResources(FlowModel model, Codecs codecs, GraphDraft draft) {
    this.model = model;
    this.codecs = codecs;
    this.draft = draft;
  }

  void add() {
    for (StepModel step : model.steps()) {
      if (step.method() != null) {
        addWants(draft.idOf(step), step.method(), Want::of);
      }
    }
  }

  private void addWants(String user, Method method, Function<Parameter, Optional<Want>> reading) {
    for (Parameter parameter : method.getParameters()) {
      reading
          .apply(parameter)
          .ifPresent(want -> {
            String label = parameter.isNamePresent() ? parameter.getName() : "";
            draft.edge(new GraphEdge(user, node(want), label, GraphEdge.Kind.USE));
          });
    }
  }

  /** The id of what is asked for, which is added with all that it asks for itself. */
  private String node(Want want) {
    return switch (want) {
      case Want.Settings w -> given(w.typeName(), "settings and secrets of the service");
      case Want.Config w -> config(w);
      case Want.Resource w -> {
        Method maker = maker(w.type());
        yield maker == null ? given(w.typeName(), "") : made(maker);
      }
    };
  }

  private String given(String type, String description) {
    String id = id("resource", type, "");
    draft.node(new GraphNode.Resource(id, type, "", description));
    return id;
  }

  private String made(Method maker) {
    String type = maker.getReturnType().getSimpleName();
    String id = id("resource", type, maker.getName());
    if (!draft.has(id)) {
      Provides provides = maker.getAnnotation(Provides.class);
      boolean perRun = provides != null && provides.scope() == Provides.Scope.RUN;
      String lives = perRun ? "one for each run" : "one for all runs";
      draft.node(new GraphNode.Resource(id, type, maker.getName(), lives));
      addWants(id, maker, p -> Optional.of(Want.ofMaker(p)));
    }
    return id;
  }

  private String config(Want.Config want) {
    String id = id("resource_config", want.typeName(), want.file() + "#" + want.at());
    draft.node(
        new GraphNode.ResourceConfig(id, want.typeName(), want.file(), want.at(), schema(want)));
    return id;
  }

  private Map<String, Object> schema(Want.Config want) {
    try {
      return JsonSchema.of(want.typeName(), codecs.of(want.type()));
    } catch (Codecs.Unsupported e) {
      return Map.of("title", want.typeName(), "type", "object"); // loading says what is wrong
    }
  }

  /**
   * The method that makes a resource of this type: of just this type, or the only one that fits.
   */
  private @Nullable Method maker(Class<?> asked) {
    List<Method> fitting =
        model.makers().stream().filter(m -> asked.isAssignableFrom(boxed(m))).toList();
    List<Method> exact = fitting.stream().filter(m -> boxed(m) == asked).toList();
    return exact.size() == 1 ? exact.getFirst() : fitting.size() == 1 ? fitting.getFirst() : null;
  }

  private static Class<?> boxed(Method maker) {
    return MethodType.methodType(maker.getReturnType()).wrap().returnType();
  }

  private static String id(String prefix, String type, String origin) {
    try {
      byte[] text = (type + "\n" + origin).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return prefix + "_" + HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
