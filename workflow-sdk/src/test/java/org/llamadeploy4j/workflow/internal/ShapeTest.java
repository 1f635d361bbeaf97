package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
  record Tree<T>(T value, List<Tree<T>> kids) {}

  record Holder(Tree<String> tree) {}

  @Test
  void x() throws Exception {
    assertThat(Shape.text(new Codecs().of(Holder.class)))
        .isEqualTo("{\"tree\":{\"value\":string,\"kids\":list<#1>,},}");
  }
}
