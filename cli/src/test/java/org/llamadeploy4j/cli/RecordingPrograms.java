package org.llamadeploy4j.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Programs that note what they were told and end at once with 7. */
public final class RecordingPrograms implements ServerPrograms {
  /** What they end with. */
  static final int STATUS = 7;

  /** What was started since the list was last cleared. */
  static final List<Object> STARTED = new CopyOnWriteArrayList<>();

  /** For the service loader. */
  public RecordingPrograms() {}

  @Override
  public int serve(ServeOptions options, PrintStream out, PrintStream err) {
    return started(options);
  }

  @Override
  public int runOnce(RunOnceOptions options, PrintStream out, PrintStream err) {
    out.println("result");
    return started(options);
  }

  @Override
  public int apiserver(ApiServerOptions options, PrintStream out, PrintStream err) {
    return started(options);
  }

  @Override
  public int controlPlane(ControlPlaneOptions options, PrintStream out, PrintStream err) {
    return started(options);
  }

  @Override
  public int runtime(RuntimeOptions options, PrintStream out, PrintStream err) {
    return started(options);
  }

  private static int started(Object options) {
    STARTED.add(options);
    return STATUS;
  }
}
