package org.llamadeploy4j.workflow.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.workflow.graph.Laid.Point;
import org.llamadeploy4j.workflow.graph.LayeredNet.Chain;
import org.llamadeploy4j.workflow.graph.LayeredNet.Vertex;

/** Draws the lines between placed shapes, and finds room for their labels. */
final class Routes {

  private static final double MARGIN = 12;
  private static final double LABEL_HEIGHT = 15;
  private static final double LOOP = 30;
  private static final int MANY = 400;
  private static final double PORT_GAP = 16;
  private static final double[] LABEL_PLACES = {0.5, 0.38, 0.62, 0.28, 0.72, 0.18, 0.82};

  private final Picture picture;
  private final List<Laid.Box> boxes;
  private final LayeredNet net;
  private final Layout.Layers layers;
  private final double[] at;
  private final boolean down;
  private final Map<End, Double> ports = new HashMap<>();
  private final List<Laid.Box> labels = new ArrayList<>();

  /** One end of a chain. */
  private record End(Chain chain, boolean first) {
    Vertex vertex() {
      return first ? chain.vertices().getFirst() : chain.vertices().getLast();
    }

    Vertex next() {
      List<Vertex> all = chain.vertices();
      return first ? all.get(1) : all.get(all.size() - 2);
    }
  }

  Routes(Picture picture, List<Laid.Box> boxes, LayeredNet net, Layout.Layers layers, double[] at) {
    this.picture = picture;
    this.boxes = boxes;
    this.net = net;
    this.layers = layers;
    this.at = at;
    this.down = picture.direction() == Picture.Direction.DOWN;
  }

  Laid laid() {
    givePorts();
    List<Laid.Curve> curves = new ArrayList<>();
    for (Chain chain : net.chains()) {
      curves.add(unlabelled(picture.lines().get(chain.line()), points(chain)));
    }
    for (Picture.Line line : picture.lines()) {
      if (line.source().equals(line.target())) {
        boxes.stream()
            .filter(b -> b.shape().id().equals(line.source()))
            .forEach(b -> curves.add(unlabelled(line, loop(b))));
      }
    }
    return framed(labelled(curves));
  }

  /** Spreads the ends of lines over the sides of their shapes, in the order of where they go. */
  private void givePorts() {
    Map<Vertex, List<End>> out = new HashMap<>();
    Map<Vertex, List<End>> in = new HashMap<>();
    for (Chain chain : net.chains()) {
      End first = new End(chain, true);
      End last = new End(chain, false);
      out.computeIfAbsent(first.vertex(), v -> new ArrayList<>()).add(first);
      in.computeIfAbsent(last.vertex(), v -> new ArrayList<>()).add(last);
    }
    for (Map<Vertex, List<End>> side : List.of(out, in)) {
      side.forEach((vertex, ends) -> {
        ends.sort(Comparator.comparingDouble(e -> at[e.next().id()]));
        double gap = Math.min(PORT_GAP, vertex.across() * 0.7 / ends.size());
        for (int i = 0; i < ends.size(); i++) {
          ports.put(ends.get(i), (i - (ends.size() - 1) / 2.0) * gap);
        }
      });
    }
  }

  private List<Point> points(Chain chain) {
    List<double[]> stops = new ArrayList<>(); // along, across
    stops.add(end(new End(chain, true)));
    for (Vertex v : chain.vertices()) {
      if (v.isWayPoint()) {
        stops.add(new double[] {layers.from()[v.layer()], at[v.id()]});
        stops.add(new double[] {layers.to()[v.layer()], at[v.id()]});
      }
    }
    stops.add(end(new End(chain, false)));
    List<Point> points = new ArrayList<>();
    points.add(point(stops.getFirst()[0], stops.getFirst()[1]));
    for (int i = 1; i < stops.size(); i++) {
      double[] a = stops.get(i - 1);
      double[] b = stops.get(i);
      double middle = (a[0] + b[0]) / 2;
      points.add(point(middle, a[1]));
      points.add(point(middle, b[1]));
      points.add(point(b[0], b[1]));
    }
    if (chain.backwards()) {
      Collections.reverse(points);
    }
    return points;
  }

  private double[] end(End end) {
    Laid.Box box = boxes.get(end.vertex().shape());
    double offset = ports.getOrDefault(end, 0.0);
    double across = down ? box.width() : box.height();
    double half = (down ? box.height() : box.width()) / 2;
    double out = (end.first() ? 1 : -1) * half * bulge(box, offset, across);
    double along = (down ? box.y() : box.x()) + out;
    return new double[] {along, (down ? box.x() : box.y()) + offset};
  }

  /** How far out the outline of a pill is beside the middle: less than 1 where it is round. */
  private double bulge(Laid.Box box, double offset, double across) {
    if (box.shape().look().form() != Look.Form.ROUND) {
      return 1;
    }
    double radius = box.height() / 2;
    double aside = down ? Math.max(0, Math.abs(offset) - across / 2 + radius) : Math.abs(offset);
    double out = Math.sqrt(Math.max(0, radius * radius - aside * aside));
    return down ? out / radius : 1 - (radius - out) / (box.width() / 2);
  }

  private Point point(double along, double across) {
    return down ? new Point(across, along) : new Point(along, across);
  }

  private static List<Point> loop(Laid.Box box) {
    double right = box.x() + box.width() / 2;
    double y = box.height() / 5;
    return List.of(
        new Point(right, box.y() + y),
        new Point(right + LOOP, box.y() + 2.5 * y),
        new Point(right + LOOP, box.y() - 2.5 * y),
        new Point(right, box.y() - y));
  }

  private static Laid.Curve unlabelled(Picture.Line line, List<Point> points) {
    return new Laid.Curve(line, points, points.getFirst());
  }

  /** Puts each label where it hides least: of shapes and other labels, then of other lines. */
  private List<Laid.Curve> labelled(List<Laid.Curve> curves) {
    List<List<Point>> sampled = curves.stream().map(c -> sampled(c.points())).toList();
    List<Laid.Curve> result = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      Laid.Curve curve = curves.get(i);
      result.add(curve.line().label().isEmpty() ? curve : labelled(curve, i, sampled));
    }
    return result;
  }

  private Laid.Curve labelled(Laid.Curve curve, int own, List<List<Point>> sampled) {
    double width = Layout.labelWidth(curve.line().label()) + 6;
    Laid.Box best = null;
    long least = Long.MAX_VALUE;
    for (double part : LABEL_PLACES) {
      Point p = on(curve.points(), part);
      Picture.Shape shape = new Picture.Shape("", curve.line().label(), Look.EVENT);
      Laid.Box box = new Laid.Box(shape, p.x(), p.y(), width, LABEL_HEIGHT, null);
      long hides = hides(box, own, sampled);
      if (hides < least) {
        least = hides;
        best = box;
      }
    }
    if (best == null) {
      return curve;
    }
    labels.add(best);
    return new Laid.Curve(curve.line(), curve.points(), new Point(best.x(), best.y()));
  }

  private long hides(Laid.Box label, int own, List<List<Point>> sampled) {
    long hides = 0;
    for (List<Laid.Box> some : List.of(boxes, labels)) {
      hides += 100 * some.stream().filter(b -> overlap(b, label)).count();
    }
    for (int i = 0; i < sampled.size() && sampled.size() <= MANY; i++) {
      boolean hidden = sampled.get(i).stream().anyMatch(p -> label.overlaps(p.x(), p.y(), 0, 0));
      hides += i != own && hidden ? 1 : 0;
    }
    return hides;
  }

  private static boolean overlap(Laid.Box a, Laid.Box b) {
    return a.overlaps(b.x(), b.y(), b.width(), b.height());
  }

  private static List<Point> sampled(List<Point> points) {
    List<Point> sampled = new ArrayList<>();
    int steps = 12 * (points.size() - 1) / 3;
    for (int i = 1; i < steps; i++) {
      sampled.add(on(points, (double) i / steps));
    }
    return sampled;
  }

  /** The point at this part of the way, 0 to 1, each piece of the curve taken as equally long. */
  private static Point on(List<Point> points, double part) {
    int pieces = (points.size() - 1) / 3;
    int piece = Math.min(pieces - 1, (int) (part * pieces));
    double t = part * pieces - piece;
    Point a = points.get(3 * piece);
    Point b = points.get(3 * piece + 1);
    Point c = points.get(3 * piece + 2);
    Point d = points.get(3 * piece + 3);
    return new Point(cubic(a.x(), b.x(), c.x(), d.x(), t), cubic(a.y(), b.y(), c.y(), d.y(), t));
  }

  private static double cubic(double a, double b, double c, double d, double t) {
    double u = 1 - t;
    return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  }

  /** Moves all so that nothing is outside, and measures it. */
  private Laid framed(List<Laid.Curve> curves) {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
    List<Laid.Box> all = new ArrayList<>(boxes);
    all.addAll(labels);
    for (Laid.Box box : all) {
      left = Math.min(left, box.left());
      top = Math.min(top, box.top());
      right = Math.max(right, box.x() + box.width() / 2);
      bottom = Math.max(bottom, box.y() + box.height() / 2);
    }
    for (Laid.Curve curve : curves) {
      for (Point p : curve.points()) {
        left = Math.min(left, p.x());
        right = Math.max(right, p.x());
      }
    }
    double dx = MARGIN - left;
    double dy = MARGIN - top;
    return new Laid(
        right - left + 2 * MARGIN,
        bottom - top + 2 * MARGIN,
        boxes.stream().map(b -> moved(b, dx, dy)).toList(),
        curves.stream().map(c -> moved(c, dx, dy)).toList());
  }

  private static Laid.Box moved(Laid.Box b, double dx, double dy) {
    return new Laid.Box(b.shape(), b.x() + dx, b.y() + dy, b.width(), b.height(), b.inside());
  }

  private static Laid.Curve moved(Laid.Curve c, double dx, double dy) {
    List<Point> points = c.points().stream().map(p -> new Point(p.x() + dx, p.y() + dy)).toList();
    return new Laid.Curve(c.line(), points, new Point(c.labelAt().x() + dx, c.labelAt().y() + dy));
  }
}
