import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Draft } from '../../contract/draft.ts';
import type { UseSource } from '../../contract/use.ts';
import { labelText } from '../import/labelText.ts';
import { readDocuments } from '../import/readDocuments.ts';
import { readTexts, type SourcedText, textLines } from '../import/readTexts.ts';

/** The texts that a student will label, and their display name. */
export interface TextsToLabel {
  readonly name: string;
  readonly texts: readonly SourcedText[];
}

/** @throws BadInput if there is no text in them */
export function textsToLabel(
  database: Database,
  { corpus }: Draft,
  source: UseSource,
): TextsToLabel {
  switch (source.kind) {
    case 'pasted':
      return { name: 'pasted text', texts: textLines(source.text, 'pasted text') };
    case 'file': {
      const texts = readTexts(source.file, source.column, source).filter(
        ({ text }) => text.trim() !== '',
      );
      if (texts.length > 0) return { name: path.basename(source.file), texts };
      throw new BadInput(
        `${path.basename(source.file)}: the column ${source.column} is empty in every row. Choose another column.`,
      );
    }
    case 'corpus': {
      if (corpus.length === 0) throw new BadInput('The project has no documents.');
      const texts = readDocuments(database, corpus).documents.map((document) => ({
        text: labelText(document),
        source: `${path.basename(document.file)}:${document.line}`,
      }));
      return { name: 'your documents', texts };
    }
  }
}
