import { createInterface } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import { appFile, logFault, openSession } from '../../engine/engine.ts';
import { serveApp } from '../serve/serveApp.ts';

/**
 * `stillroom serve`: the app in a browser on this machine, which also works on a computer without a
 * screen.
 */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'open the app in a browser on this machine; nothing leaves it unless you add an endpoint',
    )
    .option('--port <number>', 'a fixed port instead of a free one', portNumber)
    .action(async ({ port }: { port?: number }) => {
      // oRPC rethrows errors of a broken stream where nobody can catch them; one page must not end
      // the server for all
      process.on('unhandledRejection', (error) => {
        console.error(error);
        logFault(error);
      });
      const session = openSession();
      const app = await serveApp(session, {
        renderer: appFile('dist', 'renderer'),
        ...(port ? { port } : {}),
      });
      const show = () => process.stdout.write(`Open this link, it works once:\n  ${app.link()}\n`);
      show();
      process.stdout.write('Enter gives another link. Ctrl-C pauses what runs, and ends.\n');
      const lines = createInterface({ input: process.stdin }).on('line', show);
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      });
      process.stdout.write('Pausing what runs …\n');
      lines.close();
      await app.close();
      await session.close();
      process.exit(0);
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}
