package org.llamadeploy4j.workflow.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.graph.LayeredNet.Vertex;

/**
 * Places a picture's shapes in layers in the direction of time. In here "along" is that direction
 * and "across" the other one, so that both directions are the same.
 */
final class Layout {

  static final double FONT = 13;
  static final double SMALL_FONT = 11;
  static final double FRAME_TITLE = 26;
  private static final double FRAME_MARGIN = 16;
  private static final int SWEEPS = 24;
  private static final int BIG = 4_000;

  private final Picture picture;
  private final int maxLabel;
  private final boolean down;
  private final List<Sized> shapes = new ArrayList<>();
  private final Map<String, Integer> index = new HashMap<>();

  /** A shape and how big it is. */
  private record Sized(Picture.Shape shape, double width, double height, @Nullable Laid inside) {}

  private Layout(Picture picture, int maxLabel) {
    this.picture = picture;
    this.maxLabel = maxLabel;
    this.down = picture.direction() == Picture.Direction.DOWN;
    for (Picture.Shape shape : picture.shapes()) {
      index.put(shape.id(), shapes.size());
      shapes.add(sized(shape));
    }
  }

  static Laid of(Picture picture, int maxLabel) {
    return new Layout(picture, maxLabel).laid();
  }

  private Sized sized(Picture.Shape shape) {
    double label = Labels.width(Labels.cut(shape.label(), maxLabel), FONT);
    double detail = Labels.width(Labels.cut(shape.detail(), maxLabel), SMALL_FONT);
    double text = Math.max(label, detail);
    if (shape.inside() != null) {
      Laid inside = of(shape.inside(), maxLabel);
      return new Sized(
          shape,
          Math.max(text, inside.width()) + 2 * FRAME_MARGIN,
          inside.height() + FRAME_TITLE + 2 * FRAME_MARGIN,
          inside);
    }
    double sides =
        switch (shape.look().form()) {
          case BOX, FRAME -> 24;
          case ROUND -> 34;
          case HEXAGON -> 44;
        };
    double height = shape.detail().isEmpty() ? 34 : 48;
    return new Sized(shape, Math.max(60, text + sides), height, null);
  }

  private Laid laid() {
    List<int[]> ends =
        picture.lines().stream()
            .map(l -> new int[] {place(l.source()), place(l.target())})
            .toList();
    int[] ranks = Ranks.of(shapes.size(), ends);
    double[] across = shapes.stream().mapToDouble(s -> down ? s.width() : s.height()).toArray();
    LayeredNet net = new LayeredNet(across, ranks, ends);
    net.order(net.vertices().size() > BIG ? 2 : SWEEPS);
    double[] at = Spread.of(net, down ? 26 : 20);
    Layers layers = layers(net);
    List<Laid.Box> boxes = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      Sized s = shapes.get(i);
      double along = layers.middle(ranks[i]);
      double x = down ? at[i] : along;
      double y = down ? along : at[i];
      boxes.add(new Laid.Box(s.shape(), x, y, s.width(), s.height(), s.inside()));
    }
    return new Routes(picture, boxes, net, layers, at).laid();
  }

  private int place(String id) {
    return Objects.requireNonNull(index.get(id), id);
  }

  /** Where each layer begins and ends. */
  record Layers(double[] from, double[] to) {
    double middle(int layer) {
      return (from[layer] + to[layer]) / 2;
    }
  }

  private Layers layers(LayeredNet net) {
    int count = net.layers().size();
    double[] from = new double[count];
    double[] to = new double[count];
    double gap = gap();
    double at = 0;
    for (int i = 0; i < count; i++) {
      double depth = 0;
      for (Vertex v : net.layers().get(i)) {
        if (!v.isWayPoint()) {
          Sized s = shapes.get(v.shape());
          depth = Math.max(depth, down ? s.height() : s.width());
        }
      }
      from[i] = at;
      to[i] = at + depth;
      at = to[i] + gap;
    }
    return new Layers(from, to);
  }

  /** Room for the curves and their labels. */
  private double gap() {
    double widest =
        picture.lines().stream().mapToDouble(l -> labelWidth(l.label())).max().orElse(0);
    return down ? (widest > 0 ? 52 : 40) : Math.max(44, widest + 28);
  }

  static double labelWidth(String label) {
    return label.isEmpty() ? 0 : Labels.width(label, SMALL_FONT);
  }
}
