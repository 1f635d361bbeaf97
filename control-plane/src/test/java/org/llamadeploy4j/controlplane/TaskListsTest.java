package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.SubmitLimits;
import org.llamadeploy4j.messaging.SubmitReply;
import org.llamadeploy4j.messaging.SubmitRequest;
import org.llamadeploy4j.messaging.TaskPage;
import org.llamadeploy4j.messaging.TaskPlace;
import org.llamadeploy4j.messaging.TaskView;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

class TaskListsTest {
  private static final Incarnation LIFE = new Incarnation("life1");
  private static final byte[] INPUT = "{}".getBytes(StandardCharsets.UTF_8);

  private long now = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private final InMemoryMessaging messaging =
      new InMemoryMessaging(() -> Instant.ofEpochMilli(now));
  private final Random random = new Random(20_260_101);

  @AfterEach
  void stop() {
    messaging.close();
  }

  @Test
  void tasksOfAllShardsAreOneListWhateverThePagesSize() {
    List<TaskId> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      expected.addFirst(submit(random.nextInt(3), "echo"));
      now++;
    }
    for (int size : List.of(1, 7, 59, 60, 100)) {
      assertThat(all(TaskFilter.ALL, size)).as("pages of %s", size).isEqualTo(expected);
    }
  }

  @Test
  void tasksOfOneMomentAreOnePageEach() {
    List<TaskId> submitted = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      submitted.add(submit(i % 3, "echo"));
    }
    assertThat(all(TaskFilter.ALL, 4)).containsExactlyInAnyOrderElementsOf(submitted);
  }

  @Test
  void oneTaskAmongManyIsFoundAndASearchThatTakesLongIsCutShort() {
    TaskId rare = submit(0, "rare");
    for (int i = 0; i < 10_500; i++) {
      now += i % 2;
      submit(0, "echo");
    }
    TaskFilter filter = new TaskFilter(Set.of(), new ServiceId("rare"), null);
    TaskPage first = lists(3).page(filter, null, 5);
    assertThat(first.tasks()).isEmpty();
    assertThat(first.next()).isNotNull();
    assertThat(all(filter, 5)).containsExactly(rare);
  }

  @Test
  void aFilterByStatusHoldsInEachShard() {
    submit(0, "echo");
    submit(1, "echo");
    assertThat(all(new TaskFilter(Set.of(RunStatus.QUEUED), null, null), 1)).hasSize(2);
    assertThat(all(new TaskFilter(Set.of(RunStatus.FAILED), null, null), 1)).isEmpty();
  }

  private TaskLists lists(int shards) {
    return new TaskLists(messaging.control(), new Shards(LIFE, shards));
  }

  private List<TaskId> all(TaskFilter filter, int size) {
    List<TaskId> found = new ArrayList<>();
    @Nullable TaskPlace from = null;
    do {
      TaskPage page = lists(3).page(filter, from, size);
      assertThat(page.tasks()).hasSizeLessThanOrEqualTo(size);
      page.tasks().stream().map(TaskView::task).forEach(found::add);
      from = page.next();
    } while (from != null);
    return found;
  }

  private TaskId submit(int shard, String service) {
    TaskId task = TaskId.of(shard, new UUID(random.nextLong(), random.nextLong()));
    SubmitRequest request =
        new SubmitRequest(
            new Shard(LIFE, shard),
            task,
            new ServiceId(service),
            null,
            INPUT,
            new SubmitLimits(99_999, 9),
            "");
    assertThat(messaging.runs().submit(request)).isEqualTo(new SubmitReply.Accepted());
    return task;
  }
}
