import path from 'node:path';
import { parseAst } from 'vitest/node';

/** A source file: its path in the repository, with forward slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** What one file says to the rules; read from its syntax tree, not from its text. */
export interface Facts {
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
  readonly exports: readonly string[];
  readonly exportsDefault: boolean;
  readonly saysAny: boolean;
  /** Calls a global that opens a connection. */
  readonly usesNetworkGlobal: boolean;
}

export type Node = Readonly<Record<string, unknown>> & { readonly type: string };

const NETWORK_GLOBALS = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'];

const known = new WeakMap<Source, Facts>();

export function factsOf(source: Source): Facts {
  const facts = known.get(source) ?? readFacts(source);
  known.set(source, facts);
  return facts;
}

function readFacts({ path: file, text }: Source): Facts {
  const imports: { from: string; typeOnly: boolean }[] = [];
  const exports: string[] = [];
  let exportsDefault = false;
  let saysAny = false;
  let usesNetworkGlobal = false;
  const program: unknown = parseAst(text, { lang: languageOf(file) });
  for (const node of nodesOf(program)) {
    const from = sourceOf(node);
    if (from !== undefined) imports.push({ from, typeOnly: isTypeOnly(node) });
    if (node.type === 'ExportNamedDeclaration') exports.push(...namesOf(node));
    if (node.type === 'ExportDefaultDeclaration' || namesOf(node).includes('default')) {
      exportsDefault = true;
    }
    if (node.type === 'TSAnyKeyword') saysAny = true;
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const callee = nameOf(node.callee);
      if (NETWORK_GLOBALS.includes(callee.replace('globalThis.', ''))) usesNetworkGlobal = true;
    }
  }
  return { imports, exports, exportsDefault, saysAny, usesNetworkGlobal };
}

function languageOf(file: string): 'js' | 'ts' | 'tsx' {
  if (file.endsWith('.mjs')) return 'js';
  return file.endsWith('.tsx') ? 'tsx' : 'ts';
}

/** All nodes of a file's syntax tree. */
export function syntaxOf({ path: file, text }: Source): readonly Node[] {
  return [...nodesOf(parseAst(text, { lang: languageOf(file) }) as unknown)];
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  else if (isNode(value)) {
    yield value;
    for (const inner of Object.values(value)) yield* nodesOf(inner);
  }
}

function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && 'type' in value;
}

const IMPORTING = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
];

/** What a node imports from: `import`, `export … from`, `import()`, `require()`. */
function sourceOf(node: Node): string | undefined {
  if (IMPORTING.includes(node.type)) return stringOf(node.source);
  if (node.type === 'TSExternalModuleReference') return stringOf(node.expression);
  const isRequire = node.type === 'CallExpression' && nameOf(node.callee).startsWith('require');
  return isRequire ? stringOf((node.arguments as unknown[])[0]) : undefined;
}

function stringOf(node: unknown): string | undefined {
  return isNode(node) && typeof node.value === 'string' ? node.value : undefined;
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return `${nameOf(node.object)}.${nameOf(node.property)}`;
  return typeof node.name === 'string' ? node.name : '';
}

/** Whether nothing of an import is left when types are stripped. */
function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType') return true;
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = (node.specifiers ?? []) as Node[];
  return (
    specifiers.length > 0 &&
    specifiers.every(({ importKind, exportKind }) => importKind === 'type' || exportKind === 'type')
  );
}

function namesOf(node: Node): string[] {
  const declaration = isNode(node.declaration) ? [node.declaration] : [];
  return [
    ...declaration.flatMap((one) =>
      one.type === 'VariableDeclaration'
        ? (one.declarations as Node[]).map(({ id }) => nameOf(id))
        : nameOf(one.id),
    ),
    ...(node.type === 'ExportNamedDeclaration' ? (node.specifiers as Node[]) : []).map(
      ({ exported }) => nameOf(exported),
    ),
  ];
}

/** What a layer may import of ours; `types` may be imported as types only. */
export interface Layer {
  readonly folder: string;
  readonly values: readonly string[];
  readonly types?: readonly string[];
}

export interface Rules {
  /** The first whose folder holds the file is the file's. */
  readonly layers: readonly Layer[];
  /** A package to the folders that may import it; none other may. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** The files that may speak to a network. */
  readonly network: readonly string[];
}

const NETWORK_MODULES =
  /^(node:)?(https?|http2|net|tls|dgram|dns|inspector)(\/|$)|^(undici|ws|axios|got|node-fetch)(\/|$)/;

/** Sentences for every import in these files that the rules do not allow. */
export function importFaults(sources: readonly Source[], rules: Rules): string[] {
  return sources.flatMap((source) => {
    const { imports, usesNetworkGlobal } = factsOf(source);
    const mayNetwork = rules.network.includes(source.path);
    const faults = imports.flatMap(({ from, typeOnly }) => {
      if (from.startsWith('.')) return ownFault(source.path, from, typeOnly, rules.layers) ?? [];
      if (!mayNetwork && NETWORK_MODULES.test(from)) {
        return `${source.path} imports ${from}, a network module`;
      }
      const folders = Object.entries(rules.packages).find(
        ([name]) => from === name || from.startsWith(`${name}/`),
      )?.[1];
      const allowed = !folders || folders.some((folder) => isIn(source.path, folder));
      return allowed ? [] : `${source.path} imports ${from}, which only ${folders} may`;
    });
    const calls = usesNetworkGlobal && !mayNetwork ? [`${source.path} speaks to the network`] : [];
    return [...faults, ...calls];
  });
}

function ownFault(
  file: string,
  from: string,
  typeOnly: boolean,
  layers: readonly Layer[],
): string | undefined {
  const layer = layers.find(({ folder }) => isIn(file, folder));
  if (!layer) return `${file} belongs to no layer`;
  const target = path.posix.join(path.posix.dirname(file), from);
  const { values, types = [] } = layer;
  const allowed = [layer.folder, ...values, ...(typeOnly ? types : [])];
  if (allowed.some((folder) => isIn(target, folder))) return undefined;
  const how = types.some((folder) => isIn(target, folder)) ? ' as a value' : '';
  return `${file} imports ${target}${how}`;
}

/** `models` holds `models/x.ts`; `models/badInput.ts` holds itself; `*Host.ts` stands for one name. */
function isIn(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`) || path.posix.matchesGlob(file, folder);
}

/** Files of ours that are loaded when `entry` is, types left out. */
export function loadedBy(entry: string, sources: readonly Source[]): Set<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const loaded = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const source = byPath.get(file);
    if (!source || loaded.has(file)) continue;
    loaded.add(file);
    for (const { from, typeOnly } of factsOf(source).imports) {
      if (from.startsWith('.') && !typeOnly) {
        queue.push(path.posix.join(path.posix.dirname(file), from));
      }
    }
  }
  return loaded;
}

const LONGEST_FILE = 400;
const REASON_LINES = 10;
/** Comments that are no sentence and do not begin with what they name. */
const FRAGMENT = /\/\*\*[\s*]*((?:Of|Where|As|None of) [^\n]*)/g;

/** Sentences for every file that breaks a rule of style. */
export function styleFaults(sources: readonly Source[], topicFiles: readonly string[]): string[] {
  return sources.flatMap((source) => {
    const { exports, exportsDefault, saysAny } = factsOf(source);
    const lines = source.text.trimEnd().split('\n');
    const faults: string[] = [];
    if (saysAny) faults.push('says any');
    if (exportsDefault && !path.posix.basename(source.path).endsWith('.config.ts'))
      faults.push('has a default export');
    for (const [, begins] of source.text.matchAll(FRAGMENT)) {
      faults.push(`has a comment that begins '${begins}'`);
    }
    const hasReason = lines
      .slice(0, REASON_LINES)
      .some((line) => /\blong\b.*\bbecause\b/i.test(line));
    if (lines.length > LONGEST_FILE && !hasReason) {
      faults.push(`has ${lines.length} lines and no reason for it`);
    }
    const name = path.posix.basename(source.path).replace(/\.\w+$/, '');
    // `corpus.ts` may export `importCorpus`, and `notUndone.ts` NOT_UNDONE
    const isNamed = exports.some((one) =>
      one.replaceAll('_', '').toLowerCase().includes(name.toLowerCase()),
    );
    if (exports.length > 0 && !isNamed && !topicFiles.includes(source.path)) {
      faults.push(`has the name of none of its exports (${exports.join(', ')})`);
    }
    return faults.map((fault) => `${source.path} ${fault}`);
  });
}
