package org.llamadeploy4j.workflow.engine;

import org.jspecify.annotations.Nullable;

/** What the engine needs to know of the workflows that a workflow runs as children. Immutable. */
public interface ChildPlans {

  /** No children. */
  ChildPlans NONE =
      new ChildPlans() {
        @Override
        public @Nullable Reducer reducer(String flow) {
          return null;
        }

        @Override
        public boolean isAnswer(String type) {
          return false;
        }

        @Override
        public boolean isAwaited(String type) {
          return false;
        }
      };

  /** The reducer of a workflow by its logical name, or null where there is none. */
  @Nullable Reducer reducer(String flow);

  /** Whether events of this type are answers of humans to one of the children. */
  boolean isAnswer(String type);

  /** Whether a step of one of the children may wait for events of this type. */
  boolean isAwaited(String type);
}
