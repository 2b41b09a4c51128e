/**
 * A reader that has seen enough closes the pipe (`stillroom report P | head -1`): what is left goes
 * nowhere, and the command goes on. Output that cannot be written for another reason is an error.
 */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') return;
      process.exitCode = 2;
      if (stream === process.stdout) {
        process.stderr.write(`The output cannot be written: ${message}\n`);
      }
    });
  }
}
