import { skipBinaryTest } from '../../native/llama/skipBinaryTest.ts';
import type { DesktopHost } from '../contract/desktop.ts';

// The entry point of every host in Electron; under plain Node a fork enters at the host itself.

const HOSTS: Readonly<Record<DesktopHost, () => Promise<unknown>>> = {
  teacherHost: () => import('./teacherHost.ts'),
  studentHost: () => import('./studentHost.ts'),
  retrievalHost: () => import('./retrievalHost.ts'),
};

// Electron only warns about an unhandled rejection: a host that cannot load its native code would
// keep running, and its engine would wait forever
process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exit(1);
});

skipBinaryTest();
await HOSTS[process.argv[2] as DesktopHost]();
