/**
 * What a user can put right: a wrong file, field, name or setting.
 *
 * The message is one paragraph in plain words that names the file, line or field and the way out.
 * The command line prints it without a stack and ends with exit code 2. Anything else that is thrown
 * is a fault of Stillroom itself.
 */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
