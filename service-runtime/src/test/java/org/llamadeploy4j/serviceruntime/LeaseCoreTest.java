package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.RenewReply;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.serviceruntime.LeaseCore.Action;

class LeaseCoreTest {
  private static final Shard SHARD = new Shard(new Incarnation("d"), 0);
  private static final RuntimeId ME = new RuntimeId("me");
  private static final RenewReply NOTHING = new RenewReply(1, Map.of());

  private final LeaseCore core = new LeaseCore(Duration.ofSeconds(3), Duration.ofSeconds(1), 0);

  private static long ms(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private static RunClaim claim(int n, long generation) {
    return new RunClaim(SHARD, TaskId.of(0, new UUID(0, n)), ME, generation, 1, "token" + n);
  }

  private static RenewReply owns(RunClaim... claims) {
    Map<TaskId, Long> owned = new java.util.HashMap<>();
    for (RunClaim claim : claims) {
      owned.put(claim.task(), claim.epoch());
    }
    return new RenewReply(1, owned);
  }

  /** Holds the lease from 0 ms on, with these runs. */
  private void held(RunClaim... claims) {
    assertThat(core.tick(0)).containsExactly(new Action.Renew());
    assertThat(core.renewed(0, NOTHING, ms(1))).containsExactly(new Action.Resume());
    for (RunClaim claim : claims) {
      assertThat(core.claimed(claim, core.claimTerm(ms(2)).orElseThrow(), ms(2))).isTrue();
    }
  }

  /** A renewal sent and answered at this time. */
  private List<Action> renew(long millis, RenewReply reply) {
    assertThat(core.tick(ms(millis))).contains(new Action.Renew());
    return core.renewed(ms(millis), reply, ms(millis + 1));
  }

  @Test
  void nothingRunsBeforeTheFirstRenewal() {
    assertThat(core.mayRun(0)).isFalse();
    assertThat(core.claimTerm(0)).isEmpty();
  }

  @Test
  void aRenewalIsSentEachSecondAndOneAtATime() {
    held();

    assertThat(core.tick(ms(999))).isEmpty();
    assertThat(core.tick(ms(1000))).containsExactly(new Action.Renew());
    assertThat(core.tick(ms(1500))).isEmpty();
    assertThat(core.renewalFailed(ms(1600))).isEmpty();
    assertThat(core.tick(ms(1799))).isEmpty();
    assertThat(core.tick(ms(1800))).containsExactly(new Action.Renew());
  }

  @Test
  void trustEndsTwoThirdsOfTheLeaseAfterTheLastGoodRenewalWasSent() {
    RunClaim run = claim(1, 1);
    held(run);

    assertThat(core.holds(run, ms(2000))).isTrue();
    assertThat(core.mayRun(ms(2001))).isFalse();
    assertThat(core.holds(run, ms(2001))).isFalse();
    assertThat(core.tick(ms(2001)))
        .hasAtLeastOneElementOfType(Action.StopAll.class)
        .contains(new Action.Renew());
  }

  @Test
  void anAnswerThatTookTooLongGivesNoTrust() {
    assertThat(core.tick(0)).containsExactly(new Action.Renew());

    assertThat(core.renewed(0, NOTHING, ms(2500))).containsExactly(new Action.Renew());
    assertThat(core.mayRun(ms(2500))).isFalse();
  }

  @Test
  void afterALapseEverythingIsGivenBackBeforeAnythingRunsAgain() {
    RunClaim run = claim(1, 1);
    held(run);
    core.tick(ms(2500));

    assertThat(core.renewed(ms(2500), owns(run), ms(2600)))
        .containsExactly(new Action.GiveBack(false));
    assertThat(core.mayRun(ms(2600))).isFalse();
    assertThat(core.gaveBack(ms(2700))).containsExactly(new Action.Resume());
    assertThat(core.mayRun(ms(2700))).isTrue();
    assertThat(core.holds(run, ms(2700))).isFalse();
  }

  @Test
  void aRenewalThatComesAfterALapseNobodyNoticedStillStopsEverything() {
    held(claim(1, 1));
    core.tick(ms(1000));

    assertThat(core.renewed(ms(1000), owns(claim(1, 1)), ms(2500)))
        .hasAtLeastOneElementOfType(Action.StopAll.class);
  }

  @Test
  void whatAFormerProcessOfTheNameHadCountsAsLost() {
    core.tick(0);

    assertThat(core.renewed(0, owns(claim(1, 1)), 1)).containsExactly(new Action.GiveBack(true));
  }

  @Test
  void aFailedGiveBackIsTriedAgainAfterTheNextRenewal() {
    held(claim(1, 1));
    core.tick(ms(2500));
    core.renewed(ms(2500), NOTHING, ms(2501));

    core.giveBackFailed();

    assertThat(core.mayRun(ms(2502))).isFalse();
    assertThat(renew(3500, NOTHING)).containsExactly(new Action.GiveBack(false));
  }

  @Test
  void aRunTheStoreDoesNotCountAsOursIsDroppedWhenItSaysSoTwice() {
    RunClaim run = claim(1, 1);
    held(run);

    assertThat(renew(1000, NOTHING)).isEmpty();
    assertThat(renew(2000, NOTHING))
        .singleElement()
        .isInstanceOfSatisfying(Action.Drop.class, drop -> assertThat(drop.claim()).isEqualTo(run));
    assertThat(core.holds(run, ms(2002))).isFalse();
  }

  @Test
  void aRunOfAnotherEpochIsNotOurs() {
    RunClaim run = claim(1, 1);
    held(run);
    RenewReply taken = new RenewReply(1, Map.of(run.task(), 2L));

    assertThat(renew(1000, taken)).isEmpty();
    assertThat(renew(2000, taken)).hasOnlyElementsOfType(Action.Drop.class);
  }

  @Test
  void aClaimYoungerThanTheRenewalIsNotJudgedByItsAnswer() {
    held();
    core.tick(ms(1000));
    RunClaim run = claim(1, 7);
    assertThat(core.claimed(run, core.claimTerm(ms(1001)).orElseThrow(), ms(1001))).isTrue();

    assertThat(core.renewed(ms(1000), NOTHING, ms(1002))).isEmpty();
    assertThat(core.holds(run, ms(1003))).isTrue();
  }

  @Test
  void aRunThatNobodyDrivesIsGivenBackWithEverythingElse() {
    RunClaim mine = claim(1, 1);
    RunClaim stranger = claim(2, 1);
    held(mine);

    assertThat(renew(1000, owns(mine, stranger))).isEmpty();
    assertThat(renew(2000, owns(mine, stranger))).isEmpty();
    assertThat(renew(3000, owns(mine, stranger)))
        .hasExactlyElementsOfTypes(Action.StopAll.class, Action.GiveBack.class);
  }

  @Test
  void aStrangerThatGoesAwayIsForgotten() {
    held();
    renew(1000, owns(claim(2, 1)));
    renew(2000, owns(claim(2, 1)));
    renew(3000, NOTHING);

    assertThat(renew(4000, owns(claim(2, 1)))).isEmpty();
  }

  @Test
  void anotherLifeOfTheDataSetVoidsAllClaims() {
    RunClaim run = claim(1, 1);
    held(run);
    RenewReply reply = new RenewReply(2, Map.of(run.task(), 1L));

    assertThat(renew(1000, reply))
        .hasExactlyElementsOfTypes(Action.StopAll.class, Action.GiveBack.class);
    assertThat(core.holds(run, ms(1002))).isFalse();
  }

  @Test
  void aClaimOfATermThatIsOverIsNotOurs() {
    held();
    long term = core.claimTerm(ms(2)).orElseThrow();
    core.tick(ms(2500));
    core.renewed(ms(2500), NOTHING, ms(2501));
    core.gaveBack(ms(2502));

    assertThat(core.claimed(claim(1, 1), term, ms(2503))).isFalse();
  }
}
