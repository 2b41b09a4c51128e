import { buildApp } from './buildApp.ts';
import { packApp } from './packApp.ts';
import { startApp } from './startApp.ts';

// `npm run build`, `npm run pack`, `npm start`

const [what, ...args] = process.argv.slice(2);
if (what === 'build') await buildApp();
else if (what === 'pack') await packApp({ unpacked: args.includes('--dir') });
else process.exitCode = await startApp(args);
