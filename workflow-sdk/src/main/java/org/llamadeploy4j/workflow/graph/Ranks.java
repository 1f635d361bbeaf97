package org.llamadeploy4j.workflow.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Gives shapes their layers: by the longest path from the first shapes, lines that close a cycle
 * being left out. What nothing leads to moves down to just before what it leads to.
 */
final class Ranks {

  private final int count;
  private final List<List<Integer>> out = new ArrayList<>();
  private final List<List<Integer>> forward = new ArrayList<>();
  private final List<Integer> done = new ArrayList<>(); // in the order of leaving them

  private Ranks(int count, List<int[]> ends) {
    this.count = count;
    for (int i = 0; i < count; i++) {
      out.add(new ArrayList<>());
      forward.add(new ArrayList<>());
    }
    ends.stream().filter(e -> e[0] != e[1]).forEach(e -> out.get(e[0]).add(e[1]));
  }

  /**
   * The layer of each shape.
   *
   * @param ends index of source and target of each line
   */
  static int[] of(int count, List<int[]> ends) {
    Ranks ranks = new Ranks(count, ends);
    ranks.leaveOutCycles(ends);
    return ranks.layers();
  }

  /** Visits what nothing leads to first, so that cycles are entered where a reader would. */
  private void leaveOutCycles(List<int[]> ends) {
    boolean[] reached = new boolean[count];
    ends.forEach(e -> reached[e[1]] = reached[e[1]] || e[0] != e[1]);
    byte[] state = new byte[count];
    for (int i = 0; i < count; i++) {
      if (!reached[i]) {
        visit(i, state);
      }
    }
    for (int i = 0; i < count; i++) {
      visit(i, state);
    }
  }

  /** Depth first, without recursion, since an execution may be long. */
  private void visit(int root, byte[] state) {
    if (state[root] != 0) {
      return;
    }
    Deque<int[]> path = new ArrayDeque<>();
    path.push(new int[] {root, 0});
    state[root] = 1;
    while (!path.isEmpty()) {
      int[] at = path.element();
      List<Integer> next = out.get(at[0]);
      if (at[1] == next.size()) {
        state[at[0]] = 2;
        done.add(at[0]);
        path.pop();
        continue;
      }
      int to = next.get(at[1]++);
      if (state[to] != 1) {
        forward.get(at[0]).add(to);
      }
      if (state[to] == 0) {
        state[to] = 1;
        path.push(new int[] {to, 0});
      }
    }
  }

  private int[] layers() {
    int[] layer = new int[count];
    boolean[] reached = new boolean[count];
    for (int i = done.size() - 1; i >= 0; i--) { // sources before targets
      int from = done.get(i);
      for (int to : forward.get(from)) {
        layer[to] = Math.max(layer[to], layer[from] + 1);
        reached[to] = true;
      }
    }
    for (int i = 1; i < count; i++) {
      int[] next = forward.get(i).stream().mapToInt(to -> layer[to]).toArray();
      if (!reached[i] && next.length > 0) {
        layer[i] = Math.max(0, Arrays.stream(next).min().getAsInt() - 1);
      }
    }
    return layer;
  }
}
