package org.llamadeploy4j.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An event of a run as a reader of its stream gets it; see {@link EventWire#readRaw}.
 *
 * @param type logical name of the event
 * @param json the event's body, a UTF-8 JSON object. The array is not copied: nobody may change it
 * @param origin where it comes from; null where the server did not say
 */
public record RunEvent(String type, byte[] json, @Nullable EventOrigin origin) {}
