import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { FilePreview } from '../../contract/forms.ts';
import type { UseSource } from '../../contract/use.ts';
import { studentsOf } from '../evaluation/resultsPage.ts';
import { readTexts, type SourcedText, textLines } from '../files/readTexts.ts';
import { labelText } from '../import/labelText.ts';
import { previewFile } from '../import/previewFile.ts';
import { readCorpus } from '../import/readCorpus.ts';
import { queueDoubtful } from '../label/queueDoubtful.ts';
import { requireLabels } from '../session/requireLabels.ts';
import { requireTexts } from '../session/requireTexts.ts';
import type { OpenProject, Session } from '../session/session.ts';
import { openUseTable, type UseTable } from '../use/openUseTable.ts';
import { predictTexts } from '../use/predictTexts.ts';
import { saveLabels } from '../use/saveLabels.ts';
import { validationCoverage } from '../use/validationCoverage.ts';
import { keepFile } from './filesHandlers.ts';
import type { Procedures } from './procedures.ts';

/** Students at work on a user's texts. */
export function studentHandlers({ use }: Procedures) {
  return {
    use: {
      students: use.students.handler(({ context: { session } }) => studentsOf(session.project())),
      take: use.take.handler(({ context: { session }, input: { file } }) =>
        keepFile(session.app.waitingFolder, file, previewTexts),
      ),
      begin: use.begin.handler(({ context: { session }, input: { student, source } }) =>
        begin(session, student, source),
      ),
      summary: use.summary.handler(
        ({ context: { session }, input: { threshold } }) =>
          session.project().use.table?.summary(threshold) ?? null,
      ),
      rows: use.rows.handler(({ context: { session }, input: { order, from, count } }) =>
        tableOf(session.project()).rows(order, from, count),
      ),
      coverage: use.coverage.handler(({ context: { session }, input: { student } }) => {
        const project = session.project();
        requireLabels(project.draft(), 'The Use page', PREDICT);
        requireStudent(project, student);
        return validationCoverage(project, student, session.app.settings().compute.threads);
      }),
      save: use.save.handler(({ context: { session }, input: { threshold } }) => {
        const project = session.project();
        return saveLabels(project, tableOf(project), threshold);
      }),
      labelDoubtful: use.labelDoubtful.handler(({ context: { session }, input: { threshold } }) => {
        const project = session.project();
        const { student, doubtful } = tableOf(project);
        const outcome = queueDoubtful(project.database, project.draft(), {
          student,
          rows: doubtful(threshold),
        });
        session.touch();
        return outcome;
      }),
    },
  };
}

/** Lines are texts here, where a corpus takes the whole file as one document. */
function previewTexts(file: string): FilePreview {
  if (['.jsonl', '.csv'].includes(path.extname(file).toLowerCase())) return previewFile(file);
  const texts = readTexts(file, '');
  const sample = texts.slice(0, 5).map(({ text }) => ({ text: text.slice(0, 300) }));
  const name = path.basename(file);
  return { file, name, rows: texts.length, columns: ['text'], sample, values: {} };
}

/** The way for texts that have a context. */
const PREDICT = 'Use `stillroom predict STUDENT FILE --context COLUMN --text COLUMN`.';

function begin(session: Session, student: string, source: UseSource): void {
  session.requireIdle();
  const project = session.project();
  requireTexts(project.draft(), 'Use', PREDICT);
  requireStudent(project, student);
  const { name, texts } = textsOf(project, source);
  const table = openUseTable(student, name, texts);
  project.use.table = table;
  session.jobs.start({ kind: 'use', title: `Label ${name}` }, async (report, signal) => {
    const since = performance.now();
    let done = 0;
    await predictTexts(
      path.join(project.folder, student),
      texts.map(({ text }) => text),
      {
        signal,
        threads: session.app.settings().compute.threads,
        onPredicted(predictions) {
          table.add(predictions);
          done += predictions.length;
          const rate = done / ((performance.now() - since) / 1000);
          report(done / texts.length, progressSentence(done, texts.length, rate));
        },
      },
    );
    return `Labelled ${texts.length.toLocaleString('en')} texts.`;
  });
}

function progressSentence(done: number, total: number, rate: number): string {
  const left = Math.ceil((total - done) / rate);
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} texts`;
  return `${count}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second, about ${left} s left`;
}

function textsOf(
  project: OpenProject,
  source: UseSource,
): { name: string; texts: readonly SourcedText[] } {
  switch (source.kind) {
    case 'pasted':
      return { name: 'pasted text', texts: textLines(source.text, 'pasted text') };
    case 'file': {
      const texts = readTexts(source.file, source.column).filter(({ text }) => text.trim() !== '');
      if (texts.length > 0) return { name: path.basename(source.file), texts };
      throw new BadInput(
        `${path.basename(source.file)}: the column ${source.column} is empty in every row. Choose another column.`,
      );
    }
    case 'corpus': {
      const { corpus } = project.draft();
      if (corpus.length === 0) throw new BadInput('The project has no documents.');
      const texts = readCorpus(corpus).documents.map((document) => ({
        text: labelText(document),
        source: `${path.basename(document.file)}:${document.line}`,
      }));
      return { name: 'your documents', texts };
    }
  }
}

function requireStudent(project: OpenProject, student: string): void {
  if (studentsOf(project).some(({ id }) => id === student)) return;
  throw new BadInput('This student is not in the project any more.');
}

function tableOf({ use }: OpenProject): UseTable {
  if (use.table) return use.table;
  throw new BadInput('No texts have been labelled since the project was opened.');
}
