/** The display names of a model's states. */
export const modelStates: Readonly<Record<string, string>> = {
  ready: 'here',
  changed: 'here',
  found: 'found in another program',
  partial: 'partly downloaded',
  absent: 'not downloaded',
  missing: 'file missing',
  unreadable: 'damaged',
  endpoints: 'on another server',
};
