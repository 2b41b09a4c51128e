const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];
const TO_PRESS = ['Enter', ' '];
const TO_SLIDE = [...ARROWS, 'Home', 'End', 'PageUp', 'PageDown'];

/** Keys of the inputs that nothing is typed into; every other kind takes all keys. */
const INPUT_KEYS: Readonly<Record<string, readonly string[]>> = {
  radio: [...ARROWS, ' '],
  checkbox: [' '],
  range: TO_SLIDE,
  file: TO_PRESS,
  button: TO_PRESS,
  submit: TO_PRESS,
  reset: TO_PRESS,
};

/** Whether the element that a key was pressed on does something with it itself. */
export function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLInputElement) return INPUT_KEYS[target.type]?.includes(key) ?? true;
  if (target.closest('textarea, select, [contenteditable]')) return true;
  return target.closest('button, summary, a') !== null && TO_PRESS.includes(key);
}
