package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.chaos.Takeovers.Death;

class FaultLogTest {
  private final Member.Setup setup = new Member.Setup(Path.of("llamactl"), Path.of("."), 1, "");
  private final Member runtime = new Member("runtime-1", Role.RUNTIME, setup);
  private final Member apiServer = new Member("apiserver-1", Role.API_SERVER, setup);
  private final Member controlPlane = new Member("control-plane-1", Role.CONTROL_PLANE, setup);
  private final ManualClock clock = new ManualClock();
  private final FaultLog log = new FaultLog(clock);

  private static final class ManualClock extends Clock {
    private long millis;

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("nobody asks for the time of a place");
    }
  }

  @AfterEach
  void close() {
    runtime.close();
    apiServer.close();
    controlPlane.close();
  }

  @Test
  void aFaultLastsFromItsBeginToItsEnd() {
    clock.millis = 5;
    log.begins(runtime, 10);
    clock.millis = 7;
    log.ends("runtime-1");
    assertThat(log.troubles()).containsExactly(new Trouble("runtime-1", 10, 5, 7));
  }

  @Test
  void whatIsNotOverLastsForEver() {
    log.redisBegins();
    assertThat(log.troubles())
        .containsExactly(new Trouble("redis", Trouble.NO_PROCESS, 0, Long.MAX_VALUE));
  }

  @Test
  void aKilledRuntimeIsInTroubleUntilItsNextLifeIsReady() {
    log.dies(runtime, 10);
    log.ends("runtime-1"); // the fault is over, the process is not back
    clock.millis = 3_000;
    log.isBack(runtime);
    assertThat(log.troubles())
        .containsExactly(new Trouble("runtime-1", Trouble.NO_PROCESS, 0, 3_000));
    assertThat(log.runtimeDeaths()).containsExactly(new Death("runtime-1", 10, 0));
  }

  @Test
  void aProcessThatIsKilledOnceMoreBeforeItWasStartedAgainDiedOnce() {
    log.dies(runtime, 10);
    clock.millis = 50;
    log.dies(runtime, 10);
    assertThat(log.runtimeDeaths()).hasSize(1);
  }

  @Test
  void aRuntimeThatEndsByItselfIsInTroubleToo() {
    log.endedByItself(runtime, "out of memory");
    assertThat(log.troubles()).hasSize(1);
    assertThat(log.endings()).isEqualTo(List.of("runtime-1: out of memory"));
  }

  @Test
  void runsNeedAControlPlaneToo() {
    log.dies(controlPlane, 12);
    assertThat(log.troubles()).hasSize(1);
    assertThat(log.runtimeDeaths()).isEmpty();
  }

  @Test
  void runsNeedNoApiServer() {
    log.dies(apiServer, 11);
    log.begins(apiServer, 11);
    log.ends("apiserver-1");
    assertThat(log.troubles()).isEmpty();
    assertThat(log.runtimeDeaths()).isEmpty();
  }
}
