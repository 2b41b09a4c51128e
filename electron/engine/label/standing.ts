/** Of `label_events`: a label that was not taken back. */
export const STANDS = `undoes IS NULL
  AND id NOT IN (SELECT undoes FROM label_events WHERE undoes IS NOT NULL)`;

/** Places whose label was not taken back. */
export const STANDING = `SELECT place FROM label_events WHERE ${STANDS}`;
