package org.llamadeploy4j.messaging;

/** A part of a contract: its tests play in the scene of the class that implements it. */
interface SceneHolder {
  Scene scene();
}
