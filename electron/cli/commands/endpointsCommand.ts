import { Command, InvalidArgumentError } from 'commander';
import { outgoingSentence } from '../../contract/outgoing.ts';
import {
  type CheckedEndpoint,
  type EndpointPoolEntry,
  endpointFindings,
  openEndpoints,
  outgoing,
  probePool,
} from '../../engine/engine.ts';
import { type JsonOption, jsonOption, print, printJson } from '../jsonOption.ts';
import { plainText } from '../plainText.ts';

interface AddOptions extends JsonOption {
  readonly url: string;
  readonly model: string;
  readonly keyVariable?: string;
  readonly context?: number;
  readonly chat?: true;
}

/** `stillroom endpoints add|list|check|remove`: teachers on other machines. */
export function endpointsCommand(): Command {
  return new Command('endpoints')
    .description('teachers on other machines, which a run uses if the experiment names them')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(checkCommand())
    .addCommand(removeCommand());
}

function addCommand(): Command {
  return new Command('add')
    .description(
      'adds a server to the teacher of this name; again, for another server; connects to none',
    )
    .argument('<name>', 'what experiments call this teacher')
    .requiredOption('--url <url>', 'the server, such as http://gpu-box:8000/v1')
    .requiredOption('--model <model>', 'the name under which the server has the model')
    .option('--key-variable <name>', 'the environment variable that has the server’s key')
    .option('--context <tokens>', 'tokens of a prompt and its answer (4096)', wholeNumber)
    .option('--chat', 'it is an instruct model: recipes may ask in its chat')
    .addOption(jsonOption())
    .action((name: string, { url, model, keyVariable, context, chat, json }: AddOptions) => {
      const pool = openEndpoints().add(name, {
        url,
        model,
        keyVariable,
        contextSize: context,
        chat,
      });
      if (json) return printJson(pool);
      print(
        `${poolText(pool)}\n${outgoingSentence(outgoing(pool))} That is so in runs whose experiment says ` +
          `teacher: ${name}, and when you check it: \`stillroom endpoints check ${name}\`.`,
      );
    });
}

function listCommand(): Command {
  return new Command('list')
    .description('lists the servers that were added; connects to none')
    .addOption(jsonOption())
    .action(({ json }: JsonOption) => {
      const registry = openEndpoints();
      const pools = registry.list();
      if (json) return printJson({ file: registry.file, pools });
      print(
        pools.length === 0
          ? 'No endpoint was added: nothing leaves this computer.'
          : pools.map(poolText).join('\n'),
      );
    });
}

function checkCommand(): Command {
  return new Command('check')
    .description('asks the servers of a teacher what they can do, with texts of Stillroom’s own')
    .argument('<name>')
    .addOption(jsonOption())
    .action(async (name: string, { json }: JsonOption) => {
      const pool = openEndpoints().require(name);
      const checked = await probePool(pool);
      if (json) printJson(checked);
      else print(checked.map(checkedText).join('\n'));
      if (checked.some((one) => 'fault' in one)) process.exitCode = 1;
    });
}

function removeCommand(): Command {
  return new Command('remove')
    .description('forgets a teacher’s servers, or one of them')
    .argument('<name>')
    .option('--url <url>', 'only this server')
    .addOption(jsonOption())
    .action((name: string, { url, json }: JsonOption & { url?: string }) => {
      openEndpoints().remove(name, url);
      if (json) printJson({ name, url: url ?? null });
      else print(`removed ${url ?? name}`);
    });
}

function poolText({ name, contextSize, chat, endpoints }: EndpointPoolEntry): string {
  const lines = endpoints.map(({ url, model, key }) => {
    const secret = key ? `, its key in ${'variable' in key ? key.variable : 'the keychain'}` : '';
    return `  ${url}: ${plainText(model)}${secret}`;
  });
  const how = chat ? 'asked in chats' : 'continues texts';
  return [`${name}: ${contextSize} tokens, ${how}`, ...lines].join('\n');
}

function checkedText(checked: CheckedEndpoint): string {
  const { url } = checked.endpoint;
  if ('fault' in checked) return `${plainText(checked.fault)}`;
  const { can } = checked;
  const context = can.contextSize === null ? '' : `, a context of ${can.contextSize} tokens`;
  return [
    `${url}: ${plainText(can.server ?? 'a server without a name')}, ${plainText(can.model)}${context}`,
    ...endpointFindings(can).map(
      ({ what, found }) =>
        `  ${found === null ? 'unknown' : found ? 'yes    ' : 'no     '}  ${what}`,
    ),
  ].join('\n');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a whole number of tokens.');
}
