package org.llamadeploy4j.apiserver;

/**
 * One parameter of a route, for the table and the page made from it.
 *
 * @param in where it stands
 * @param name its name
 * @param type its type in words of JSON schema
 * @param required whether a request without it is refused
 */
record Parameter(Place in, String name, String type, boolean required) {
  /** Where a parameter stands. */
  enum Place {
    PATH,
    QUERY,
    HEADER,
    FORM
  }

  static Parameter path(String name) {
    return new Parameter(Place.PATH, name, "string", true);
  }

  static Parameter query(String name, String type, boolean required) {
    return new Parameter(Place.QUERY, name, type, required);
  }

  static Parameter header(String name) {
    return new Parameter(Place.HEADER, name, "string", false);
  }

  static Parameter file(String name) {
    return new Parameter(Place.FORM, name, "file", true);
  }
}
