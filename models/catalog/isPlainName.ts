/** Names of devices on Windows, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A name of a file that every system takes: one component, not hidden, and no device's name. */
export function isPlainName(name: string): boolean {
  return (
    /^[^./\\:<>"|?*\p{Cc}][^/\\:<>"|?*\p{Cc}]*$/u.test(name) &&
    !/[. ]$/.test(name) &&
    !DEVICE.test(name) &&
    Buffer.byteLength(name) <= 255
  );
}
