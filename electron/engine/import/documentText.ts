import { openDocumentContent } from './openDocumentRows.ts';
import { unzip } from './unzip.ts';
import { xmlEvents } from './xmlEvents.ts';

/** Elements of a document's XML, and the text that each stands for. */
const WORD_MARKS: Readonly<Record<string, string>> = {
  'w:tab': '\t',
  'w:br': '\n',
  'w:cr': '\n',
  'w:noBreakHyphen': '-',
};
const OPEN_MARKS: Readonly<Record<string, string>> = {
  'text:tab': '\t',
  'text:line-break': '\n',
  'text:s': ' ',
};

/**
 * The text of a Word document: a paragraph a line, without what tracked changes delete.
 * @throws BadInput if it is damaged
 */
export function wordText(file: string): string {
  const xml = unzip(file, (name) => name === 'word/document.xml').get('word/document.xml') ?? '';
  return paragraphs(xml, {
    paragraph: /^w:p$/,
    run: 'w:t',
    marks: WORD_MARKS,
    left: /^mc:Fallback$/,
  });
}

/**
 * The text of an OpenDocument text: a paragraph or heading a line.
 * @throws BadInput if it is damaged or locked
 */
export function openDocumentText(file: string): string {
  return paragraphs(openDocumentContent(file), {
    paragraph: /^text:[ph]$/,
    marks: OPEN_MARKS,
    left: /^(office:annotation|text:tracked-changes)$/,
  });
}

interface Paragraphs {
  readonly paragraph: RegExp;
  /** The element that has the text; all of a paragraph if it is left out. */
  readonly run?: string;
  readonly marks: Readonly<Record<string, string>>;
  /** Elements that are left out with what is in them. */
  readonly left: RegExp;
}

function paragraphs(xml: string, { paragraph, run, marks, left }: Paragraphs): string {
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  let runs = 0;
  let leftOut = 0;
  xmlEvents(xml, {
    open(name) {
      if (left.test(name)) leftOut++;
      if (paragraph.test(name)) depth++;
      if (name === run) runs++;
      if (depth > 0 && leftOut === 0) line += marks[name] ?? '';
    },
    text(part) {
      if (depth > 0 && leftOut === 0 && (run === undefined || runs > 0)) line += part;
    },
    close(name) {
      if (left.test(name)) leftOut--;
      if (name === run) runs--;
      if (!paragraph.test(name)) return;
      depth--;
      lines.push(line);
      line = '';
    },
  });
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
