package org.llamadeploy4j.client;

import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Where a task is: its deployment, its id, the session it runs in. */
public record TaskRef(DeploymentName deployment, TaskId task, SessionId session) {}
