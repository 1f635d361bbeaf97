package org.llamadeploy4j.workflow.internal;

import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.Reducer;
import org.llamadeploy4j.workflow.spi.ProgramOptions;

/**
 * What all runs of one workflow share.
 *
 * @param family this workflow, its parents and its children
 */
record Program(
    Workflow workflow,
    FlowModel model,
    Codecs codecs,
    Reducer reducer,
    Family family,
    ProgramOptions options) {

  /** Reads a workflow and puts it into a family. */
  static Program add(Workflow workflow, Family family, ProgramOptions options) {
    Codecs codecs = new Codecs();
    FlowModel model = FlowReader.read(workflow.getClass(), codecs);
    Reducer reducer =
        new Reducer(
            model.plan(workflow.timeLimit().orElse(null)), new Components(), family::reducer);
    Program program = new Program(workflow, model, codecs, reducer, family, options);
    family.add(program);
    return program;
  }

  /** Logical name of the workflow. */
  String flow() {
    return Names.of(workflow.getClass());
  }

  EventTypes events() {
    return model.events();
  }

  Inputs inputs() {
    return new Inputs(model.events());
  }

  ClassLoader loader() {
    ClassLoader loader = workflow.getClass().getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }
}
