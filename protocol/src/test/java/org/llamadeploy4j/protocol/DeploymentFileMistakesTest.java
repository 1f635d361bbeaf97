package org.llamadeploy4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeploymentFileMistakesTest {
  private static final String SERVICE = "  a: {name: A, source: {type: local, location: .}}\n";
  private static final String TOP =
      "name, default-service, services, session-policy, session-queue, idempotency, durability,"
          + " stream, journal, control-plane, message-queue, base-path, ui";

  static Stream<Arguments> badFiles() {
    return Stream.of(
        bad("", "1:1: the file is empty; expected at least 'name' and 'services'"),
        bad("# nothing\n---\n", "1:1: the file is empty; expected at least 'name' and 'services'"),
        bad(
            "- name: app\n",
            "1:1: the file must be a mapping with the keys " + TOP + "; at the top it has a list"),
        bad(
            "just text",
            "1:1: the file must be a mapping with the keys " + TOP + "; at the top it has text"),
        bad("services: {}\n", "1:1: name: is missing; expected the name of the deployment"),
        bad(
            "name: app\n",
            "1:1: services: is missing; expected a mapping from service ids to services; {} for"
                + " none"),
        bad(
            "name: app\nservices:\n",
            "2:10: services: is empty; expected a mapping from service ids to services; {} for"
                + " none"),
        bad(
            "name: app\nservices: [a]\n",
            "2:11: services: is a list; expected a mapping from service ids to services; {} for"
                + " none"),
        bad(
            "name: 42\nservices: {}\n",
            "1:7: name: is a number (42); expected the name of the deployment: write \"42\" in"
                + " quotes"),
        bad(
            "name: 'a/b'\nservices: {}\n",
            "1:7: name: 'a/b' is not a deployment name: expected 1 to 63 letters, digits, '-', '_'"
                + " or '.', starting with a letter or digit, without '..'"),
        bad(
            "name: a..b\nservices: {}\n",
            "1:7: name: 'a..b' is not a deployment name: expected 1 to 63 letters, digits, '-',"
                + " '_' or '.', starting with a letter or digit, without '..'"),
        bad(
            "name: " + "x".repeat(64) + "\nservices: {}\n",
            "1:7: name: '"
                + "x".repeat(64)
                + "' is not a deployment name: expected 1 to 63 letters, digits, '-', '_' or '.',"
                + " starting with a letter or digit, without '..'"),
        bad(
            "name: app\nservices: {}\nservice: {}\n",
            "3:1: service: unknown key; allowed here: " + TOP + "; did you mean 'services'?"));
  }

  static Stream<Arguments> badRules() {
    String top = "name: app\nservices: {}\n";
    String service = "name: app\nservices:\n" + SERVICE.replace("}}\n", "}, queue: ");
    String limit = "expected a whole number from 1 to 1000000";
    String keep = "expected a time such as 30s, 15m, 24h or 7d, from 1m to 30d";
    return Stream.of(
        bad(
            top + "session-policy: rejct\n",
            "3:17: session-policy: is 'rejct'; expected one of enqueue, reject, parallel; did you"
                + " mean 'reject'?"),
        bad(
            top + "durability: replicate\n",
            "3:13: durability: is 'replicate'; expected one of everysec, always, replicated; did"
                + " you mean 'replicated'?"),
        bad(
            top + "stream: comitted\n",
            "3:9: stream: is 'comitted'; expected one of live, committed; did you mean"
                + " 'committed'?"),
        bad(
            top + "stream: {mode: live}\n",
            "3:9: stream: is a mapping; expected one of live, committed"),
        bad(
            top + "journal: compakt\n",
            "3:10: journal: is 'compakt'; expected one of whole, compact; did you mean"
                + " 'compact'?"),
        bad(
            top + "journal: [compact]\n",
            "3:10: journal: is a list; expected one of whole, compact"),
        bad(
            top + "session-policy: [reject]\n",
            "3:17: session-policy: is a list; expected one of enqueue, reject, parallel"),
        bad(
            top + "session-queue: 16\n",
            "3:16: session-queue: is a number (16); expected a mapping with 'limit', such as"
                + " {limit: 1000}"),
        bad(
            top + "session-queue: {}\n",
            "3:1: session-queue.limit: is missing; expected how many tasks may wait, such as 1000"),
        bad(top + "session-queue: {limit: 0}\n", "3:24: session-queue.limit: is '0'; " + limit),
        bad(
            top + "session-queue: {limit: [1]}\n",
            "3:24: session-queue.limit: is a list; " + limit),
        bad(
            top + "session-queue: {limt: 1}\n",
            "3:1: session-queue.limit: is missing; expected how many tasks may wait, such as 1000",
            "3:17: session-queue.limt: unknown key; allowed here: limit; did you mean 'limit'?"),
        bad(
            service + "{limit: 1000001}}\n",
            "3:67: services.a.queue.limit: is '1000001'; " + limit),
        bad(service + "{limit: -1}}\n", "3:67: services.a.queue.limit: is '-1'; " + limit),
        bad(service + "{limit: 1.5}}\n", "3:67: services.a.queue.limit: is '1.5'; " + limit),
        bad(top + "idempotency: {keep: 24}\n", "3:21: idempotency.keep: is '24'; " + keep),
        bad(top + "idempotency: {keep: 59s}\n", "3:21: idempotency.keep: is '59s'; " + keep),
        bad(top + "idempotency: {keep: 31d}\n", "3:21: idempotency.keep: is '31d'; " + keep),
        bad(
            top + "idempotency: {keep: true}\n",
            "3:21: idempotency.keep: is true or false (true); " + keep));
  }

  static Stream<Arguments> badNamesAndKeys() {
    return Stream.of(
        bad(
            "name: app\nservices: {}\ncolour: red\n",
            "3:1: colour: unknown key; allowed here: " + TOP),
        bad(
            "name: app\nname: app2\nservices: {}\n",
            "2:1: name: is given twice, first as 'name' in line 1; keep one"),
        bad(
            "name: app\nservices:\n" + SERVICE + "default-service: a\ndefault_service: a\n",
            "5:1: default_service: is given twice, first as 'default-service' in line 4; keep one"),
        bad(
            "name: app\nservices:\n" + SERVICE + SERVICE,
            "4:3: services.a: is given twice, first as 'a' in line 3; keep one"),
        bad(
            "name: app\ndefault-service: b\nservices:\n" + SERVICE,
            "2:18: default-service: there is no service 'b'; there are: a"),
        bad(
            "name: app\ndefault-service: echo\nservices:\n" + SERVICE.replace("a:", "ecko:"),
            "2:18: default-service: there is no service 'echo'; there are: ecko; did you mean"
                + " 'ecko'?"),
        bad(
            "name: app\ndefault-service: a\nservices: {}\n",
            "2:18: default-service: there is no service 'a'; there are none"),
        bad(
            "name: app\nservices:\n  'a b': {name: A, source: {type: local, location: .}}\n",
            "3:3: services.a b: 'a b' is not a service id: expected 1 to 63 letters, digits, '-',"
                + " '_' or '.', starting with a letter or digit"),
        bad(
            "name: app\nservices:\n  1: {name: A, source: {type: local, location: .}}\n",
            "3:3: services: a key is a number (1); keys are text: quote it"),
        bad(
            "name: app\nservices:\n  a: {source: {type: local, location: .}}\n",
            "3:3: services.a.name: is missing; expected the name of the service, for people"),
        bad(
            "name: app\nservices:\n  a: {name: A}\n",
            "3:3: services.a.source: is missing; expected a mapping such as {type: local,"
                + " location: ./src}"),
        bad(
            "name: app\nservices:\n  a: {name: A, source: ./src}\n",
            "3:24: services.a.source: is text; expected a mapping such as {type: local, location:"
                + " ./src}"),
        bad(
            "name: app\nservices:\n  a: {name: A, source: {type: Local, location: .}}\n",
            "3:31: services.a.source.type: is 'Local'; expected one of local, git, docker; did you"
                + " mean 'local'?"));
  }

  static Stream<Arguments> badServices() {
    return Stream.of(
        bad(
            "name: app\nservices:\n  a: {name: A, source: {type: local}}\n",
            "3:16: services.a.source.location: is missing; expected where the code is, such as"
                + " ./src"),
        bad(
            "name: app\nservices:\n  a: {name: A, source: {type: local, locaton: .}}\n",
            "3:16: services.a.source.location: is missing; expected where the code is, such as"
                + " ./src",
            "3:38: services.a.source.locaton: unknown key; allowed here: type, location, name,"
                + " sync-policy; did you mean 'location'?"),
        bad(
            "name: app\nservices:\n" + SERVICE.replace("}}", "}, env: {K: 1, L: true, M: }}"),
            "3:61: services.a.env.K: is a number (1); expected text: write \"1\" in quotes",
            "3:67: services.a.env.L: is true or false (true); expected text: write \"true\" in"
                + " quotes",
            "3:75: services.a.env.M: is empty; expected text"),
        bad(
            "name: app\nservices:\n" + SERVICE.replace("}}", "}, env-files: a.env}"),
            "3:63: services.a.env-files: is text; expected a list of dotenv files"),
        bad(
            "name: app\nservices:\n" + SERVICE.replace("}}", "}, port: 80800}"),
            "3:58: services.a.port: is '80800'; expected a port number from 0 to 65535"),
        bad(
            "name: app\nservices:\n" + SERVICE.replace("}}", "}, path: ''}"),
            "3:58: services.a.path: is empty; expected a workflow in the source, such as"
                + " 'a.b.Flow' or 'dir/File:name'"),
        bad(
            "name: !!python/object:os.system app\nservices: {}\n",
            "1:7: not valid YAML: Global tag is not allowed:"
                + " tag:yaml.org,2002:python/object:os.system"),
        bad(
            "name: !env NAME\nservices: {}\n",
            "1:7: name: is a tagged value (!env); expected the name of the deployment"),
        bad(
            "name: app\nservices: {}\n--- \nname: b\n",
            "3:1: not valid YAML: expected a single document in the stream, but found another"
                + " document"),
        bad(
            "name: app\n\tservices: {}\n",
            "2:1: not valid YAML: while scanning for the next token, found character '\\t(TAB)'"
                + " that cannot start any token. (Do not use \\t(TAB) for"
                + " indentation)"));
  }

  static Stream<Arguments> badValues() {
    return Stream.of(
        bad(
            "name: app\nservices: {a: \u0007}\n",
            "2:15: the character U+0007 is not allowed in YAML"),
        bad(
            "name: app\nservices:\n  <<: text\n",
            "3:7: services.<<: is text; expected an alias of a mapping"));
  }

  @ParameterizedTest
  @MethodSource({"badFiles", "badNamesAndKeys", "badServices", "badValues", "badRules"})
  void isReportedWithItsPlaceAndWhatIsAllowed(String yaml, String[] expected) {
    assertThat(refusal(yaml.getBytes(StandardCharsets.UTF_8)).getMessage().lines())
        .containsExactly(Stream.of(expected).map(e -> "d.yml:" + e).toArray(String[]::new));
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    InvalidDeploymentException refusal =
        refusal(
            """
            name: 7
            defaultservice: echo
            services:
              echo:
                nam: Echo
                source: {type: lokal, location: 3}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(refusal.mistakes())
        .extracting(Mistake::line, Mistake::column, Mistake::key)
        .containsExactly(
            tuple(1, 7, "name"),
            tuple(2, 1, "defaultservice"),
            tuple(4, 3, "services.echo.name"),
            tuple(5, 5, "services.echo.nam"),
            tuple(6, 20, "services.echo.source.type"),
            tuple(6, 37, "services.echo.source.location"));
    assertThat(refusal.getMessage())
        .contains("did you mean 'default-service'?", "'name'?", "'local'?");
  }

  @Test
  void anAliasBombIsRefusedWithoutBeingOpened() {
    StringBuilder yaml = new StringBuilder("name: app\nl0: &l0 [x, x]\n");
    for (int level = 1; level <= 30; level++) {
      yaml.append(
          "l%d: &l%d [%s]\n".formatted(level, level, "*l%d, ".formatted(level - 1).repeat(9)));
    }

    assertThat(refusal(yaml.toString().getBytes(StandardCharsets.UTF_8)))
        .hasMessage("d.yml:8:35: too many aliases; at most 50 are allowed in a deployment file");
  }

  @Test
  void aMappingThatMergesItselfManyTimesIsReadOnce() {
    StringBuilder yaml =
        new StringBuilder(
            "name: app\nservices:\n  s0: &s0 {name: S, source: {type: local, name: .}}\n");
    for (int level = 1; level <= 8; level++) {
      yaml.append(
          "  s%d: &s%d {<<: [%s]}\n"
              .formatted(level, level, "*s%d, ".formatted(level - 1).repeat(6)));
    }

    assertThat(DeploymentFileParser.parse(yaml.toString(), "d.yml").spec().services()).hasSize(9);
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(refusal(("ui: " + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
        .hasMessage("d.yml:1:54: nested too deeply; at most 50 levels");
  }

  @Test
  void tenMegabytesAreRefused() {
    assertThat(refusal(new byte[10 * 1024 * 1024]))
        .hasMessage(
            "d.yml:1:1: the file has 10,485,760 bytes; a deployment file may have at most"
                + " 1,048,576 (1 MB)");
  }

  @Test
  void bytesThatAreNoTextAreShownWhereTheyAre() {
    assertThat(refusal(new byte[] {'n', 'a', 'm', 'e', ':', '\n', ' ', (byte) 0xff, 'x'}))
        .hasMessage("d.yml:2:2: the file is not UTF-8 text from here on; save it as UTF-8");
  }

  private static InvalidDeploymentException refusal(byte[] yaml) {
    InvalidDeploymentException refusal =
        catchThrowableOfType(
            InvalidDeploymentException.class, () -> DeploymentFileParser.parse(yaml, "d.yml"));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static Arguments bad(String yaml, String... expected) {
    return Arguments.of(yaml, expected);
  }

  private static Tuple tuple(Object... values) {
    return Tuple.tuple(values);
  }
}
