import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A socket of a process that could reach another machine. */
export interface OpenSocket {
  readonly pid: number;
  /** 'tcp', 'tcp6', 'udp', 'udp6', 'raw' or 'raw6'; 'unknown' for any other family. */
  readonly protocol: string;
  /** The port on this machine; 0 if the socket has none yet. */
  readonly port: number;
}

const INTERNET = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'];
/** The column with a socket's inode, in the table of each family that reaches no network. */
const LOCAL = { unix: 6, netlink: 9 } as const;

/**
 * The internet sockets that a process and all of its descendants have open.
 * @returns undefined if the system does not report them (Linux does, in /proc)
 */
export function openSockets(root: number = process.pid): OpenSocket[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return treeOf(root).flatMap(socketsOf);
}

/** The process and its descendants, without those that have just ended. */
export function treeOf(pid: number): number[] {
  // each thread lists the children that it started itself
  const children = entriesOf(`/proc/${pid}/task`).flatMap((thread) =>
    textOf(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

function socketsOf(pid: number): OpenSocket[] {
  const inodes = inodesOf(pid);
  if (inodes.length === 0) return [];
  // a process in a network namespace of its own may hold sockets that it was given in this one
  const tables = ['self', `${pid}`];
  const ports = new Map(
    tables.flatMap((of) => INTERNET.flatMap((protocol) => portsOf(of, protocol))),
  );
  const local = new Set(
    tables.flatMap((of) => Object.entries(LOCAL).flatMap(([table, at]) => columnOf(of, table, at))),
  );
  // a socket that was closed while the tables were read is in none of them
  const still = new Set(inodesOf(pid));
  return inodes.flatMap((inode) => {
    const known = ports.get(inode);
    if (known) return [{ pid, ...known }];
    if (local.has(inode) || !still.has(inode)) return [];
    // a TCP socket that is not bound yet is in no table
    return [{ pid, protocol: 'unknown', port: 0 }];
  });
}

function inodesOf(pid: number): string[] {
  return entriesOf(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

function portsOf(
  pid: string,
  protocol: string,
): (readonly [string, Pick<OpenSocket, 'protocol' | 'port'>])[] {
  return rowsOf(pid, protocol).flatMap((row) => {
    const [address, inode] = [row[1], row[9]];
    const port = Number.parseInt(address?.split(':')[1] ?? '', 16);
    return inode === undefined ? [] : [[inode, { protocol, port }] as const];
  });
}

function columnOf(pid: string, table: string, at: number): string[] {
  return rowsOf(pid, table).flatMap((row) => row[at] ?? []);
}

/** A table of the process's network namespace, without its header. */
function rowsOf(pid: string, table: string): string[][] {
  const [, ...lines] = textOf(`/proc/${pid}/net/${table}`).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
