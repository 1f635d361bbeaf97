package kotlin.coroutines;

/** Stands for the one of Kotlin, which its compiler adds to suspend functions. */
public interface Continuation<T> {}
