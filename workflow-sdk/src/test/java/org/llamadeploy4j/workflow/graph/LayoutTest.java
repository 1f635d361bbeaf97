package org.llamadeploy4j.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.graph.Picture.Direction;

class LayoutTest {

  private static final List<Look> LOOKS = List.of(Look.values());

  private static Picture random(long seed, Direction direction) {
    Random random = new Random(seed);
    List<Picture.Shape> shapes = new ArrayList<>();
    int count = 1 + random.nextInt(30);
    for (int i = 0; i < count; i++) {
      Look look = LOOKS.get(random.nextInt(LOOKS.size()));
      shapes.add(new Picture.Shape("n" + i, "shape ".repeat(1 + i % 3), look));
    }
    List<Picture.Line> lines = new ArrayList<>();
    for (int i = random.nextInt(60); i > 0; i--) {
      String label = random.nextBoolean() ? "" : "label";
      String source = "n" + random.nextInt(count);
      String target = "n" + random.nextInt(count);
      lines.add(new Picture.Line(source, target, label, Picture.Stroke.FLOW));
    }
    return new Picture("random", "", direction, shapes, lines);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void shapesNeitherOverlapNorLeaveThePictureAndEveryLineIsDrawn(long seed) {
    for (Direction direction : Direction.values()) {
      Picture picture = random(seed, direction);

      Laid laid = Layout.of(picture, 48);

      assertThat(laid.curves()).hasSameSizeAs(picture.lines());
      for (Laid.Box box : laid.boxes()) {
        assertThat(box.left()).isGreaterThanOrEqualTo(0);
        assertThat(box.top()).isGreaterThanOrEqualTo(0);
        assertThat(box.left() + box.width()).isLessThanOrEqualTo(laid.width());
        assertThat(box.top() + box.height()).isLessThanOrEqualTo(laid.height());
        assertThat(laid.boxes())
            .filteredOn(other -> !other.shape().id().equals(box.shape().id()))
            .noneMatch(o -> o.overlaps(box.x(), box.y(), box.width(), box.height()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void timeGoesInTheDirectionOfThePicture(Direction direction) {
    List<Picture.Shape> shapes = new ArrayList<>();
    List<Picture.Line> lines = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      shapes.add(new Picture.Shape("n" + i, "x", Look.STEP));
      if (i > 0) {
        lines.add(new Picture.Line("n" + (i - 1), "n" + i, "", Picture.Stroke.FLOW));
      }
    }
    lines.add(new Picture.Line("n4", "n1", "again", Picture.Stroke.FLOW));

    Laid laid = Layout.of(new Picture("x", "", direction, shapes, lines), 48);

    List<Double> places =
        laid.boxes().stream().map(b -> direction == Direction.DOWN ? b.y() : b.x()).toList();
    assertThat(places).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aTreeHasNoCrossings() {
    List<Picture.Shape> shapes = new ArrayList<>();
    List<Picture.Line> lines = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      shapes.add(new Picture.Shape("n" + i, "x", Look.STEP));
    }
    for (int i = 14; i > 0; i--) {
      lines.add(new Picture.Line("n" + (i - 1) / 2, "n" + i, "", Picture.Stroke.FLOW));
    }

    Laid laid = Layout.of(new Picture("x", "", Direction.DOWN, shapes, lines), 48);

    for (int parent = 0; parent < 6; parent++) {
      double between = laid.boxes().get(parent).x() - laid.boxes().get(parent + 1).x();
      double below = laid.boxes().get(2 * parent + 1).x() - laid.boxes().get(2 * parent + 3).x();
      boolean sameLayer = laid.boxes().get(parent).y() == laid.boxes().get(parent + 1).y();
      assertThat(!sameLayer || between * below > 0).isTrue();
    }
  }
}
