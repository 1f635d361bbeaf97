package org.llamadeploy4j.workflow.internal.turns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/** No order at all: what the machine does. Stateless. */
final class FreeTurns implements Turns {

  @Override
  public void start(String name, Runnable task) {
    // A step's thread starts those of the next ones; what it inherited or set is not theirs.
    Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).start(task);
  }

  @Override
  public void pause() {}

  @Override
  public <T> T await(CompletableFuture<T> answer) throws InterruptedException, ExecutionException {
    return answer.get();
  }

  @Override
  public void acquire(Semaphore permits) throws InterruptedException {
    permits.acquire();
  }

  @Override
  public void interrupt(Thread thread) {
    thread.interrupt();
  }

  @Override
  public boolean ordered() {
    return false;
  }
}
