/** A condition on `label_events`: the label was not undone. */
export const NOT_UNDONE = `undoes IS NULL
  AND id NOT IN (SELECT undoes FROM label_events WHERE undoes IS NOT NULL)`;

/** Places whose label was not undone. */
export const LABELLED_PLACES = `SELECT place FROM label_events WHERE ${NOT_UNDONE}`;
