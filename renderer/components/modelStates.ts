/** What people call a model's state. */
export const modelStates: Readonly<Record<string, string>> = {
  ready: 'here',
  changed: 'here',
  found: 'here, in another program',
  partial: 'half fetched',
  absent: 'not here yet',
  missing: 'its file is gone',
  unreadable: 'damaged',
};
