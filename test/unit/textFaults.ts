import { phases } from '../../electron/contract/phase.ts';
import { type Node, type Source, syntaxOf } from './sourceRules.ts';

const PHASE = phases.filter((phase) => phase !== 'task').join('|');
/** The end of a key, alone or behind its place, as in SQL too: 's3/final/train', '%/clean'. */
const KEY_TEXT = new RegExp(`(^|[\\w%})*+?\\]])/(${PHASE})('|[$@]?$)`);
const KEY_PARTS = /round-|draw-|pass-|\bseed-\$|\/grid\//;
const SQL_ON_KEY = /\bkey\s+(NOT\s+)?(LIKE|GLOB|REGEXP)\b|\b(LIKE|GLOB)\s+'[^']*\//i;
const WHOLE_KEY = new RegExp(`^\\w.*/(${PHASE})$`);
const METHODS = ['startsWith', 'endsWith', 'includes', 'split', 'match', 'test', 'indexOf'];

/** Sentences for every place in these files that reads meaning from a step's key or from a title. */
export function textFaults(sources: readonly Source[], keyModule: string): string[] {
  return sources.flatMap((source) => [
    ...(source.path === keyModule ? [] : keyFaults(source)),
    ...titleFaults(source),
  ]);
}

function keyFaults(source: Source): string[] {
  return syntaxOf(source)
    .flatMap(textsOf)
    .filter((text) => KEY_TEXT.test(text) || SQL_ON_KEY.test(text) || KEY_PARTS.test(text))
    .map((text) => `${source.path} writes a step's key or a pattern of keys: ${text.trim()}`);
}

/**
 * Sentences for the same in tests. A test may write out a whole key, since it holds what was
 * recorded to a trace by hand; it may not match keys with a pattern.
 */
export function testTextFaults(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => [
    ...syntaxOf(source)
      .flatMap(patternsOf)
      .map((text) => `${source.path} matches keys with a pattern: ${text.trim()}`),
    ...titleFaults(source),
  ]);
}

/** Regular expressions and SQL on keys, and the ends and parts of keys that texts are tested for. */
function patternsOf(node: Node): string[] {
  const isExpression = node.type === 'Literal' && isRecord(node.regex);
  const own = textsOf(node).filter(
    (text) =>
      SQL_ON_KEY.test(text) || (isExpression && (KEY_TEXT.test(text) || KEY_PARTS.test(text))),
  );
  return [...own, ...testedTextsOf(node)];
}

/** `key.endsWith('/train')`, `key.includes('round-')`; a whole key is none. */
function testedTextsOf(node: Node): string[] {
  const { callee } = node;
  if (node.type !== 'CallExpression' || !isRecord(callee) || !isRecord(callee.property)) return [];
  if (!METHODS.includes(String(callee.property.name))) return [];
  return (Array.isArray(node.arguments) ? (node.arguments as Node[]) : [])
    .flatMap(textsOf)
    .filter((text) => !WHOLE_KEY.test(text) && (KEY_TEXT.test(text) || KEY_PARTS.test(text)));
}

/** Strings, the fixed parts of templates, and patterns; what is imported from is none. */
function textsOf(node: Node): string[] {
  if (node.type === 'ImportDeclaration' || node.type === 'ExportNamedDeclaration') return [];
  if (node.type === 'TemplateElement') return [(node.value as { raw: string }).raw];
  if (node.type !== 'Literal') return [];
  if (isRecord(node.regex)) return [String(node.regex.pattern).replaceAll('\\/', '/')];
  const isPath = typeof node.value === 'string' && /^\.{1,2}\//.test(node.value);
  return typeof node.value === 'string' && !isPath ? [node.value] : [];
}

function titleFaults(source: Source): string[] {
  return syntaxOf(source)
    .filter((node) => comparesTitle(node) || callsOnTitle(node))
    .map(() => `${source.path} reads a title`);
}

/** `title === 'seed labels alone'`; that there is none may be asked. */
function comparesTitle({ type, operator, left, right }: Node): boolean {
  if (type !== 'BinaryExpression' || !['===', '!=='].includes(String(operator))) return false;
  const sides = [left, right];
  const isText = (side: unknown) =>
    isRecord(side) &&
    (side.type === 'TemplateLiteral' || (typeof side.value === 'string' && side.value !== ''));
  return sides.some(isTitle) && sides.some(isText);
}

/** `title.startsWith('always')` */
function callsOnTitle({ type, callee }: Node): boolean {
  if (type !== 'CallExpression' || !isRecord(callee) || callee.type !== 'MemberExpression') {
    return false;
  }
  return isTitle(callee.object) && isRecord(callee.property)
    ? METHODS.includes(String(callee.property.name))
    : false;
}

/** A variable or a property of that name. */
function isTitle(node: unknown): boolean {
  if (!isRecord(node)) return false;
  if (node.type === 'Identifier') return node.name === 'title';
  return node.type === 'MemberExpression' && isTitle(node.property);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object';
}
