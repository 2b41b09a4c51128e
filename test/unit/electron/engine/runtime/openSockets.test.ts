import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openSockets, treeOf } from '../../../../../electron/engine/runtime/openSockets.ts';
import { ownNetwork } from '../../../../fixtures/ownNetwork.ts';

const isLinux = process.platform === 'linux';
const own = () => openSockets()!.filter(({ pid }) => pid === process.pid);

it.runIf(isLinux)(
  'a server and a datagram socket are found by their ports until they close',
  async () => {
    expect(own()).toEqual([]);
    const server = createServer().listen(0, '127.0.0.1');
    const datagrams = createSocket('udp6').bind(0, '::1');
    await Promise.all([once(server, 'listening'), once(datagrams, 'listening')]);
    const tcp = { pid: process.pid, protocol: 'tcp', port: (server.address() as AddressInfo).port };
    const udp = { pid: process.pid, protocol: 'udp6', port: datagrams.address().port };
    expect(own()).toHaveLength(2);
    expect(own()).toEqual(expect.arrayContaining([tcp, udp]));
    server.close();
    datagrams.close();
    await Promise.all([once(server, 'close'), once(datagrams, 'close')]);
    expect(own()).toEqual([]);
  },
);

it.runIf(isLinux)(
  'sockets of a process that this one started are found, and its pipes are none',
  async () => {
    const script =
      "require('node:net').createServer().listen(0, '127.0.0.1', () => process.send('open'))";
    const child = spawn(process.execPath, ['-e', script], {
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    try {
      await once(child, 'message');
      expect(treeOf(process.pid)).toContain(child.pid);
      const found = openSockets()!.filter(({ pid }) => pid === child.pid);
      expect(found).toEqual([{ pid: child.pid, protocol: 'tcp', port: expect.any(Number) }]);
    } finally {
      child.kill();
      await once(child, 'close');
    }
  },
);

it.runIf(isLinux)(
  'the pipes of a process with a network of its own are no sockets either',
  async () => {
    const script = "process.stdin.resume(); process.stdout.write('ready')";
    const [command, ...rest] = [...ownNetwork(), process.execPath, '-e', script];
    const child = spawn(command!, rest, { stdio: 'pipe' });
    try {
      await once(child.stdout, 'data');
      expect(openSockets(child.pid)).toEqual([]);
    } finally {
      child.kill();
      await once(child, 'close');
    }
  },
);
