package org.llamadeploy4j.workflow.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A drawing's shapes in layers, long lines broken into pieces from layer to layer by way points.
 * Made in the order of its public steps; belongs to one layout.
 */
final class LayeredNet {

  /**
   * A shape or a way point.
   *
   * @param shape index of the shape, or -1 for a way point
   * @param across its size along its layer
   */
  record Vertex(int id, int shape, int layer, double across) {
    boolean isWayPoint() {
      return shape < 0;
    }
  }

  /**
   * A line as a chain of vertices, one in each layer.
   *
   * @param line index of the line
   * @param backwards whether the line goes against the layers
   */
  record Chain(int line, List<Vertex> vertices, boolean backwards) {}

  private final List<Vertex> vertices = new ArrayList<>();
  private final List<Chain> chains = new ArrayList<>();
  private final List<List<Vertex>> layers = new ArrayList<>();
  private final List<List<Vertex>> above = new ArrayList<>();
  private final List<List<Vertex>> below = new ArrayList<>();

  /**
   * @param sizes of the shapes along their layers
   * @param layer of each shape
   * @param ends index of source and target of each line
   */
  LayeredNet(double[] sizes, int[] layer, List<int[]> ends) {
    int count = Arrays.stream(layer).max().orElse(-1) + 1;
    for (int i = 0; i < count; i++) {
      layers.add(new ArrayList<>());
    }
    for (int i = 0; i < sizes.length; i++) {
      add(i, layer[i], sizes[i]);
    }
    for (int line = 0; line < ends.size(); line++) {
      int[] end = ends.get(line);
      if (end[0] != end[1]) {
        chain(line, vertices.get(end[0]), vertices.get(end[1]));
      }
    }
  }

  private Vertex add(int shape, int layer, double size) {
    Vertex vertex = new Vertex(vertices.size(), shape, layer, size);
    vertices.add(vertex);
    layers.get(layer).add(vertex);
    above.add(new ArrayList<>());
    below.add(new ArrayList<>());
    return vertex;
  }

  private void chain(int line, Vertex source, Vertex target) {
    boolean backwards = source.layer() > target.layer();
    Vertex from = backwards ? target : source;
    Vertex to = backwards ? source : target;
    List<Vertex> chain = new ArrayList<>(List.of(from));
    for (int layer = from.layer() + 1; layer < to.layer(); layer++) {
      chain.add(add(-1, layer, 2));
    }
    chain.add(to);
    for (int i = 1; i < chain.size(); i++) {
      below.get(chain.get(i - 1).id()).add(chain.get(i));
      above.get(chain.get(i).id()).add(chain.get(i - 1));
    }
    chains.add(new Chain(line, chain, backwards));
  }

  List<Vertex> vertices() {
    return vertices;
  }

  List<List<Vertex>> layers() {
    return layers;
  }

  List<Chain> chains() {
    return chains;
  }

  List<Vertex> above(Vertex vertex) {
    return above.get(vertex.id());
  }

  List<Vertex> below(Vertex vertex) {
    return below.get(vertex.id());
  }

  /** Orders each layer so that few lines cross: by the middle of their neighbours, up and down. */
  void order(int sweeps) {
    int[] place = new int[vertices.size()];
    layers.forEach(layer -> number(layer, place));
    List<List<Vertex>> best = copy();
    long fewest = crossings(place);
    for (int sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 0; i < layers.size(); i++) {
        List<Vertex> layer = layers.get(down ? i : layers.size() - 1 - i);
        double[] middle = new double[vertices.size()];
        for (Vertex v : layer) {
          List<Vertex> near = down ? above(v) : below(v);
          middle[v.id()] =
              near.stream().mapToInt(n -> place[n.id()]).average().orElse(place[v.id()]);
        }
        layer.sort(Comparator.comparingDouble(v -> middle[v.id()]));
        number(layer, place);
      }
      long now = crossings(place);
      if (now < fewest) {
        fewest = now;
        best = copy();
      }
    }
    for (int i = 0; i < layers.size(); i++) {
      layers.set(i, best.get(i));
    }
  }

  private List<List<Vertex>> copy() {
    List<List<Vertex>> copy = new ArrayList<>();
    layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
    return copy;
  }

  private static void number(List<Vertex> layer, int[] place) {
    for (int i = 0; i < layer.size(); i++) {
      place[layer.get(i).id()] = i;
    }
  }

  private long crossings(int[] place) {
    long crossings = 0;
    for (List<Vertex> layer : layers) {
      List<int[]> lines = new ArrayList<>();
      for (Vertex v : layer) {
        below(v).forEach(to -> lines.add(new int[] {place[v.id()], place[to.id()]}));
      }
      crossings += crossings(lines);
    }
    return crossings;
  }

  private static long crossings(List<int[]> lines) {
    lines.sort(Comparator.<int[]>comparingInt(l -> l[0]).thenComparingInt(l -> l[1]));
    int width = lines.stream().mapToInt(l -> l[1]).max().orElse(-1) + 2;
    long[] tree = new long[width + 1];
    long crossings = 0;
    for (int n = 0; n < lines.size(); n++) {
      int end = lines.get(n)[1] + 1;
      long notAfter = 0;
      for (int i = end; i > 0; i -= i & -i) {
        notAfter += tree[i];
      }
      crossings += n - notAfter;
      for (int i = end; i <= width; i += i & -i) {
        tree[i]++;
      }
    }
    return crossings;
  }
}
