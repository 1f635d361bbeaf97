package org.llamadeploy4j.messaging;

import java.util.regex.Pattern;

/**
 * What tells one fleet from another: made once, kept in the fleet's namespace and beside its
 * artifacts, so that neither is taken for another's.
 *
 * @param id 1 to 64 letters, digits or '-'; no secret
 * @param artifacts where its artifacts are, for people
 */
public record FleetIdentity(String id, String artifacts) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /**
   * Checks the id.
   *
   * @throws MessagingException when it is not of the form of one
   */
  public FleetIdentity {
    if (!FORM.matcher(id).matches()) {
      throw new MessagingException(
          "'%s' is not the id of a fleet: expected 1 to 64 letters, digits or '-'".formatted(id));
    }
  }
}
