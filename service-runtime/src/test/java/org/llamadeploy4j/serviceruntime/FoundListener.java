package org.llamadeploy4j.serviceruntime;

import org.llamadeploy4j.workflow.spi.ProgramListener;

/** A listener that a jar on the class path names. */
public final class FoundListener implements ProgramListener {}
