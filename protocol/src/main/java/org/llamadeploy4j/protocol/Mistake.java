package org.llamadeploy4j.protocol;

/**
 * One thing that is wrong in a deployment file.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param key the path to it, such as {@code services.echo.source.type}; empty for the whole file
 * @param message what is wrong, what is allowed, and the nearest valid word if one is near
 */
public record Mistake(int line, int column, String key, String message) {
  /** As compilers show it, so that editors can jump there. */
  String in(String fileName) {
    String place = fileName + ":" + line + ":" + column + ": ";
    return key.isEmpty() ? place + message : place + key + ": " + message;
  }
}
