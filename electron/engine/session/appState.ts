import { existsSync, lstatSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../models/makeFolder.ts';
import { computeSchema, type RecentProject } from '../../contract/forms.ts';
import { dataFolder, waitingFolder } from '../files/dataFolder.ts';
import { isAlive } from '../files/isAlive.ts';
import { writeWhole } from '../files/writeWhole.ts';

const settingsSchema = z.object({
  reviewer: z.string().default(''),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** The folder for new projects; the default if missing. */
  projectsFolder: z.string().optional(),
  compute: computeSchema.prefault({}),
});
const stateSchema = z.object({
  recent: z.array(z.object({ folder: z.string(), openedAt: z.number() })).default([]),
  settings: settingsSchema.prefault({}),
});
type State = z.output<typeof stateSchema>;
export type Settings = z.output<typeof settingsSchema>;

/** State that outlives a project: recently opened projects, and the user's settings. */
export interface AppState {
  /** The folders in which projects are created, and in which uploaded files wait for a project. */
  readonly projectsFolder: string;
  readonly waitingFolder: string;
  /** Deletes uploaded files of this process, and of processes that have ended. */
  dropWaiting(): void;
  recent(): RecentProject[];
  remember(folder: string): void;
  /** Takes a project from the list of recent ones. */
  forget(folder: string): void;
  settings(): Settings;
  change(settings: Partial<Settings>): void;
}

const MOST_RECENT = 12;

/** @param env STILLROOM_HOME holds projects and settings, instead of the user's folders */
export function openAppState(env: NodeJS.ProcessEnv = process.env): AppState {
  const own = env.STILLROOM_HOME;
  const data = dataFolder(env);
  const file = path.join(data, 'state.json');
  const read = (): State => {
    try {
      return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      // missing or damaged: losing the list of recent projects does no harm
      return stateSchema.parse({});
    }
  };
  const write = (state: State) => {
    makeFolder(data);
    writeWhole(file, JSON.stringify(state, null, 2));
  };
  return {
    get projectsFolder() {
      const usual = own ? path.join(own, 'projects') : path.join(homedir(), 'Stillroom');
      return read().settings.projectsFolder ?? usual;
    },
    waitingFolder: waitingFolder(env),
    dropWaiting: () => dropWaiting(path.join(data, 'waiting')),
    recent: () =>
      read().recent.map(({ folder, openedAt }) => ({
        folder,
        openedAt,
        name: path.basename(folder, '.stillroom'),
        isThere: existsSync(path.join(folder, 'project.db')),
      })),
    remember(folder) {
      const state = read();
      const others = state.recent.filter((one) => one.folder !== folder);
      const recent = [{ folder, openedAt: Date.now() }, ...others].slice(0, MOST_RECENT);
      write({ ...state, recent });
    },
    forget(folder) {
      const state = read();
      write({ ...state, recent: state.recent.filter((one) => one.folder !== folder) });
    },
    settings() {
      const { settings } = read();
      return { ...settings, reviewer: settings.reviewer || userName() };
    },
    change(settings) {
      const state = read();
      write({ ...state, settings: { ...state.settings, ...settings } });
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function dropWaiting(folder: string): void {
  for (const pid of existsSync(folder) ? readdirSync(folder) : []) {
    const own = path.join(folder, pid);
    if (!/^\d+$/.test(pid) || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    // somebody else may keep a folder of such a name: what Stillroom puts there has a UUID for a name
    for (const name of lstatSync(own).isDirectory() ? readdirSync(own) : []) {
      if (UUID.test(name)) rmSync(path.join(own, name), { recursive: true, force: true });
    }
    if (lstatSync(own).isDirectory() && readdirSync(own).length === 0) rmdirSync(own);
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'reviewer';
  }
}
