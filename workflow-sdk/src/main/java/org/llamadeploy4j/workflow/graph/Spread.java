package org.llamadeploy4j.workflow.graph;

import java.util.List;
import org.llamadeploy4j.workflow.graph.LayeredNet.Vertex;

/**
 * Places the vertices of each layer along it: near their neighbours, in order, with room between.
 * Each layer is placed as well as its neighbours allow (least squares), again and again.
 */
final class Spread {

  private static final int ROUNDS = 60;

  private final LayeredNet net;
  private final double gap;
  private final double[] at;

  private Spread(LayeredNet net, double gap) {
    this.net = net;
    this.gap = gap;
    this.at = new double[net.vertices().size()];
  }

  /** The middle of each vertex along its layer; the least edge is at 0. */
  static double[] of(LayeredNet net, double gap) {
    Spread spread = new Spread(net, gap);
    net.layers().forEach(spread::pack);
    for (int round = 0; round < ROUNDS; round++) {
      boolean last = round >= ROUNDS - 12;
      List<List<Vertex>> layers = net.layers();
      for (int i = 0; i < layers.size(); i++) {
        boolean down = round % 2 == 0;
        spread.place(layers.get(down ? i : layers.size() - 1 - i), down || last, !down || last);
      }
    }
    double least =
        net.vertices().stream()
            .mapToDouble(v -> spread.at[v.id()] - v.across() / 2)
            .min()
            .orElse(0);
    for (int i = 0; i < spread.at.length; i++) {
      spread.at[i] -= least;
    }
    return spread.at;
  }

  private void pack(List<Vertex> layer) {
    double[] offsets = offsets(layer);
    double middle = offsets.length == 0 ? 0 : offsets[offsets.length - 1] / 2;
    for (int i = 0; i < offsets.length; i++) {
      at[layer.get(i).id()] = offsets[i] - middle;
    }
  }

  /** Where each vertex is when all stand as close as they may, the first at 0. */
  private double[] offsets(List<Vertex> layer) {
    double[] offsets = new double[layer.size()];
    for (int i = 1; i < offsets.length; i++) {
      Vertex left = layer.get(i - 1);
      Vertex right = layer.get(i);
      double room = left.isWayPoint() && right.isWayPoint() ? gap / 2 : gap;
      offsets[i] = offsets[i - 1] + left.across() / 2 + right.across() / 2 + room;
    }
    return offsets;
  }

  private void place(List<Vertex> layer, boolean lookUp, boolean lookDown) {
    double[] offsets = offsets(layer);
    double[] wanted = new double[offsets.length];
    double[] weight = new double[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      Vertex v = layer.get(i);
      double sum = 0;
      double weights = 0;
      if (lookUp) {
        for (Vertex near : net.above(v)) {
          sum += at[near.id()] * pull(v, near);
          weights += pull(v, near);
        }
      }
      if (lookDown) {
        for (Vertex near : net.below(v)) {
          sum += at[near.id()] * pull(v, near);
          weights += pull(v, near);
        }
      }
      wanted[i] = (weights == 0 ? at[v.id()] : sum / weights) - offsets[i];
      weight[i] = weights == 0 ? 0.1 : weights;
    }
    double[] placed = inOrder(wanted, weight);
    for (int i = 0; i < placed.length; i++) {
      at[layer.get(i).id()] = placed[i] + offsets[i];
    }
  }

  /** Long lines shall be straight. */
  private static double pull(Vertex a, Vertex b) {
    return a.isWayPoint() && b.isWayPoint() ? 24 : a.isWayPoint() || b.isWayPoint() ? 2 : 1;
  }

  /** The numbers nearest to those wanted that never fall: neighbours that would are averaged. */
  private static double[] inOrder(double[] wanted, double[] weight) {
    int n = wanted.length;
    double[] value = new double[n];
    double[] heavy = new double[n];
    int[] size = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      value[blocks] = wanted[i];
      heavy[blocks] = weight[i];
      size[blocks] = 1;
      blocks++;
      while (blocks > 1 && value[blocks - 2] > value[blocks - 1]) {
        double sum = heavy[blocks - 2] + heavy[blocks - 1];
        value[blocks - 2] =
            (value[blocks - 2] * heavy[blocks - 2] + value[blocks - 1] * heavy[blocks - 1]) / sum;
        heavy[blocks - 2] = sum;
        size[blocks - 2] += size[blocks - 1];
        blocks--;
      }
    }
    double[] result = new double[n];
    int i = 0;
    for (int block = 0; block < blocks; block++) {
      for (int k = 0; k < size[block]; k++) {
        result[i++] = value[block];
      }
    }
    return result;
  }
}
