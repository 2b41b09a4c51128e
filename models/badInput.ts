/**
 * An error that the user can fix: a wrong file, field, name or setting.
 *
 * The message is one paragraph in plain words that names the file, line or field and says what to
 * do. The command line prints it without a stack trace and exits with code 2. Any other error is a
 * bug in Stillroom.
 */
export class BadInput extends Error {
  override readonly name: string = 'BadInput';
}
