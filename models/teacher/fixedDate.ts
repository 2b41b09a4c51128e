/**
 * The day that every chat template is told is today: Llama 3's own default. The same run must ask the
 * same tomorrow.
 */
const TODAY = new Date(Date.UTC(2024, 6, 26, 12));

const part = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(TODAY);
const padded = (value: number, length = 2) => String(value).padStart(length, '0');

/** The codes of Python's `strftime` that have a value for a day at noon. */
const CODES: Readonly<Record<string, string>> = {
  a: part({ weekday: 'short' }),
  A: part({ weekday: 'long' }),
  b: part({ month: 'short' }),
  B: part({ month: 'long' }),
  d: padded(TODAY.getUTCDate()),
  m: padded(TODAY.getUTCMonth() + 1),
  y: padded(TODAY.getUTCFullYear() % 100),
  Y: String(TODAY.getUTCFullYear()),
  j: '208',
  H: '12',
  I: '12',
  M: '00',
  S: '00',
  p: 'PM',
  F: '2024-07-26',
  T: '12:00:00',
  '%': '%',
};

/**
 * Python's `strftime` for that day.
 * @throws Error for a code that it does not know
 */
export function fixedDate(format: string): string {
  return format.replace(/%(-?)(.?)/g, (code, bare: string, letter: string) => {
    const value = CODES[letter];
    if (value === undefined) throw new Error(`it asks for the date by the unknown code ${code}`);
    return bare ? value.replace(/^0/, '') : value;
  });
}
