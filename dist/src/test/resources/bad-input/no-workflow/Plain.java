/** Extends nothing. */
public final class Plain {}
