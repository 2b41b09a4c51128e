const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];
const TO_PRESS = ['Enter', ' '];
const TO_SLIDE = [...ARROWS, 'Home', 'End', 'PageUp', 'PageDown'];

/** Input types that do not accept typed text; every other type handles all keys. */
const INPUT_KEYS: Readonly<Record<string, readonly string[]>> = {
  radio: [...ARROWS, ' '],
  checkbox: [' '],
  range: TO_SLIDE,
  file: TO_PRESS,
  button: TO_PRESS,
  submit: TO_PRESS,
  reset: TO_PRESS,
};

/** Whether the focused element handles the key itself. */
export function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLInputElement) return INPUT_KEYS[target.type]?.includes(key) ?? true;
  if (target.closest('textarea, select, [contenteditable]')) return true;
  return target.closest('button, summary, a') !== null && TO_PRESS.includes(key);
}
