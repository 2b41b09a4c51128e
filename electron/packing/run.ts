import { buildApp } from './buildApp.ts';
import { findElectron } from './findElectron.ts';
import { packApp } from './packApp.ts';
import { startApp } from './startApp.ts';

// `npm run build`, `npm run pack`, `npm start`

const [what, ...args] = process.argv.slice(2);
if (what === 'build') await buildApp();
else if (what === 'pack') await pack();
else process.exitCode = await startApp(args);

async function pack(): Promise<void> {
  try {
    await packApp({ unpacked: args.includes('--dir') });
  } catch (error) {
    const electron = findElectron()
      ? ''
      : '\nElectron is needed for it, which is fetched from its makers’ releases on GitHub.';
    console.error(`The app could not be packed: ${(error as Error).message}.${electron}`);
    process.exitCode = 1;
  }
}
