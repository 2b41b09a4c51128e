import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { BadInput, openModelStore, openServedTeacher } from '../../engine/engine.ts';
import { serveTeacher } from '../serve/serveTeacher.ts';

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly tokenVariable?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly gpuLayers?: number | 'auto';
}

/** A shorter one is guessed. */
const SHORTEST_TOKEN = 16;

/** `stillroom teacher serve MODEL`: this computer's teacher, for Stillroom on other computers. */
export function teacherCommand(): Command {
  return new Command('teacher')
    .description('this computer’s teacher for other computers')
    .addCommand(serveCommand());
}

function serveCommand(): Command {
  return new Command('serve')
    .description(
      'serves a teacher as an OpenAI-compatible endpoint, on this computer alone unless told otherwise',
    )
    .argument('<model>', 'a teacher of `stillroom models list`')
    .option('--port <number>', 'the port; 0 for a free one', portNumber, 8400)
    .option(
      '--host <address>',
      'the address to listen on; another than 127.0.0.1 needs a token',
      '127.0.0.1',
    )
    .option(
      '--token-variable <name>',
      'the environment variable that has the token that requests must carry',
    )
    .option('--certificate <file>', 'a certificate in PEM, for TLS')
    .option('--private-key <file>', 'its private key in PEM')
    .option('--gpu-layers <number>', 'layers that a GPU computes, or auto', layerCount)
    .action(async (model: string, options: ServeOptions) => {
      const token = tokenOf(options.tokenVariable);
      const tls = tlsOf(options);
      const { host, port, gpuLayers } = options;
      const teacher = await openServedTeacher(openModelStore(), model, { gpuLayers });
      try {
        const server = await serveTeacher(teacher, { host, port, token, tls });
        if (!tls && token) {
          process.stderr.write(
            'Without --certificate, texts and the token travel in clear: anybody on the way can read them.\n',
          );
        }
        process.stdout.write(
          `${model} is served at ${server.url}/v1. Ctrl-C ends it. On the other computer:\n` +
            `  stillroom endpoints add NAME --url ${server.url}/v1 --model ${model}${teacher.hasChat ? ' --chat' : ''}` +
            `${token ? ' --key-variable VARIABLE' : ''}\n`,
        );
        await new Promise<void>((resolve) => {
          process.once('SIGINT', resolve);
          process.once('SIGTERM', resolve);
        });
        await server.close();
      } finally {
        teacher.stop();
      }
    });
}

function tokenOf(variable: string | undefined): string | undefined {
  if (variable === undefined) return undefined;
  const token = process.env[variable];
  if (token && token.length >= SHORTEST_TOKEN) return token;
  throw new BadInput(
    `--token-variable: ${variable} ${token ? `has fewer than ${SHORTEST_TOKEN} characters` : 'is not set'}. Put a long random text there: openssl rand -hex 32.`,
  );
}

function tlsOf({ certificate, privateKey }: ServeOptions) {
  if (certificate === undefined && privateKey === undefined) return undefined;
  if (certificate === undefined || privateKey === undefined) {
    throw new BadInput('TLS needs both --certificate and --private-key.');
  }
  return { cert: fileOf('--certificate', certificate), key: fileOf('--private-key', privateKey) };
}

function fileOf(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new BadInput(
      `${option}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function layerCount(text: string): number | 'auto' {
  const layers = Number(text);
  if (text === 'auto' || (Number.isInteger(layers) && layers >= 0))
    return text === 'auto' ? text : layers;
  throw new InvalidArgumentError('Give a number of layers, or auto.');
}
