package org.llamadeploy4j.workflow.internal;

import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.Reducer;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/** What all runs of one program share. */
record Program(
    Workflow workflow,
    FlowModel model,
    Codecs codecs,
    Reducer reducer,
    Published published,
    ProgramOptions options) {

  EventTypes events() {
    return model.events();
  }

  ClassLoader loader() {
    ClassLoader loader = workflow.getClass().getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }
}
