package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.spi.WorkflowFactory;

class ClassFactoryTest {

  public static final class WithEnv extends Workflow {
    final String key;

    public WithEnv(Env env) {
      this.key = env.get("KEY");
    }
  }

  public static final class Hidden extends Workflow {
    Hidden() {}
  }

  public abstract static class Abstract extends Workflow {
    public Abstract() {}
  }

  @Test
  void aConstructorThatTakesTheEnvironmentGetsIt() throws Exception {
    Workflow made = WorkflowFactory.of(WithEnv.class).create(Env.of(Map.of("KEY", "v")));

    assertThat(((WithEnv) made).key).isEqualTo("v");
  }

  @Test
  void aMissingSettingIsNamed() {
    assertThatThrownBy(() -> WorkflowFactory.of(WithEnv.class).create(Env.empty()))
        .hasMessageContaining("environment value 'KEY' is not set");
  }

  @Test
  void aClassThatCannotBeMadeIsRefusedWithTheReason() {
    assertThatThrownBy(() -> WorkflowFactory.of(Hidden.class))
        .isInstanceOf(WorkflowDefinitionException.class)
        .hasMessageContaining("has no public constructor");
    assertThatThrownBy(() -> WorkflowFactory.of(Abstract.class))
        .hasMessageContaining("it is abstract");
    assertThatThrownBy(() -> WorkflowFactory.of(String.class))
        .hasMessageContaining("does not extend org.llamadeploy4j.workflow.Workflow");
  }
}
