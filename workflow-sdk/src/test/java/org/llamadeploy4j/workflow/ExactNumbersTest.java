package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Numbers in the dynamic parts of workflows keep every digit that the asked type can hold. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
public class ExactNumbersTest {

  private static final BigDecimal PRICE = new BigDecimal("12345678901234567.890");

  static final class Fields extends Workflow {
    @Step
    StopEvent read(StartEvent start) {
      return StopEvent.of(
          List.of(
              start.get("price", BigDecimal.class).toPlainString(),
              start.get("prices", new TypeRef<List<BigDecimal>>() {}).getFirst().toPlainString(),
              start.get("price", Double.class),
              start.get("price", Object.class).getClass().getSimpleName(),
              start.get("half", Object.class).getClass().getSimpleName(),
              start.get("half", BigDecimal.class).toPlainString()));
    }
  }

  @Test
  void fieldsOfAnEventOfFreeFormAreReadAsExactlyAsTheyWereGiven() throws Exception {
    Map<String, Object> fields =
        Map.of("price", PRICE, "prices", List.of(PRICE), "half", new BigDecimal("0.50"));

    assertThat(new Fields().run(fields).result())
        .isEqualTo(
            List.of(
                "12345678901234567.890",
                "12345678901234567.890",
                PRICE.doubleValue(),
                "BigDecimal",
                "Double",
                "0.50"));
  }

  @Test
  void aResultIsReadAsExactlyAsItWasGiven() throws Exception {
    Handler run = ScriptedFlow.runner(ctx -> PRICE).run(new ScriptedFlow.Go());

    assertThat(run.result(BigDecimal.class)).isEqualTo(PRICE);
    assertThat(run.result(Double.class)).isEqualTo(PRICE.doubleValue());
    assertThat(run.whenDone(BigDecimal.class).toCompletableFuture().join()).isEqualTo(PRICE);
  }

  @Test
  void aResultInTheTermsOfJsonLosesNoDigits() throws Exception {
    BigInteger large = BigInteger.TWO.pow(100);

    assertThat(ScriptedFlow.result(ctx -> PRICE)).isEqualTo(PRICE);
    assertThat(ScriptedFlow.result(ctx -> List.of(0.1, 2.5f, 100.0, 7, large)))
        .isEqualTo(List.of(0.1, 2.5, 100.0, 7L, large));
    assertThat(ScriptedFlow.result(ctx -> new BigDecimal("1E-400")))
        .isEqualTo(new BigDecimal("1E-400"));
  }

  @Test
  void theStateWithoutATypeLosesNoDigits() throws Exception {
    assertThat(
            ScriptedFlow.result(ctx -> {
              ctx.state().set("price", PRICE);
              return List.of(
                  ctx.state().get("price", BigDecimal.class).toPlainString(),
                  ctx.state().asMap().get("price").toString(),
                  ctx.state().get("price", Double.class));
            }))
        .isEqualTo(List.of("12345678901234567.890", "12345678901234567.890", PRICE.doubleValue()));
  }

  static final class Component extends Workflow {
    record Go() implements StartEvent {}

    record Holder(Object any, Map<String, Object> fields) implements Event {}

    @Step
    Holder give(Go go) {
      return new Holder(PRICE, Map.of("price", PRICE, "half", 0.5));
    }

    @Step
    StopEvent take(Holder holder) {
      return StopEvent.of(
          List.of(
              holder.any().toString(),
              holder.get("any", BigDecimal.class).toString(),
              holder.fields().get("price").toString(),
              holder.fields().get("half")));
    }
  }

  @Test
  void aComponentThatMayBeAnythingLosesNoDigits() throws Exception {
    String price = PRICE.toPlainString();

    assertThat(new Component().run(new Component.Go()).result())
        .isEqualTo(List.of(price, price, price, 0.5));
  }

  static final class Parent extends Workflow {
    record Go() implements StartEvent {}

    @Step(children = Child.class)
    StopEvent ask(Context ctx, Go go) {
      return StopEvent.of(
          String.valueOf(ctx.child("c", Child.class, StartEvent.of(Map.of()), BigDecimal.class)));
    }
  }

  public static final class Child extends Workflow {
    @Step
    StopEvent answer(StartEvent start) {
      return StopEvent.of(PRICE);
    }
  }

  @Test
  void theResultOfAChildLosesNoDigits() throws Exception {
    assertThat(new Parent().run(new Parent.Go()).result()).isEqualTo(PRICE.toString());
  }

  @Test
  void eventsOfFreeFormAreEqualWhenTheirFieldsLookTheSame() throws Exception {
    Handler run =
        ScriptedFlow.runner(ctx ->
                ctx.waitForEvent(HumanResponseEvent.class)
                    .equals(HumanResponseEvent.of(Map.of("n", 1.5, "list", List.of(2.5)))))
            .run(new ScriptedFlow.Go());

    run.send(HumanResponseEvent.of(Map.of("n", new BigDecimal("1.50"), "list", List.of(2.5f))));

    assertThat(run.result()).isEqualTo(true);
  }
}
