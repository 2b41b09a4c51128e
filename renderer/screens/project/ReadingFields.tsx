import { useMutation } from '@tanstack/react-query';
import type { FileReading } from '../../../electron/contract/fileReading.ts';
import type { FilePreview } from '../../../electron/contract/forms.ts';
import { queries } from '../../store/queries.ts';

const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'koi8-r',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'big5',
  'gb18030',
];

const DELIMITERS = [
  { value: ',', title: 'comma' },
  { value: ';', title: 'semicolon' },
  { value: '\t', title: 'tab' },
  { value: '|', title: 'vertical bar' },
];

/** How a file is read, and the way to read it again in another one. */
export function ReadingFields({
  preview,
  as,
  onRead,
}: {
  preview: FilePreview;
  /** Whether each line of a text file is a text, or all of it is a document. */
  as: 'documents' | 'texts';
  onRead: (preview: FilePreview) => void;
}) {
  const again = useMutation(queries.files.lookAgain.mutationOptions({ onSuccess: onRead }));
  const { file, reading, encoding, delimiter, sheet, headerDoubt } = preview;
  const read = (part: FileReading) => again.mutate({ file, reading: { ...reading, ...part }, as });
  // what was just chosen is shown while the file is read
  const shown = again.isPending ? again.variables.reading : reading;
  const encodings =
    encoding === null || ENCODINGS.includes(encoding) ? ENCODINGS : [encoding, ...ENCODINGS];
  const isTable = delimiter !== null || sheet !== null;
  return (
    <>
      <div className="row small" aria-busy={again.isPending}>
        {encoding === null ? null : (
          <Choice
            label="Encoding"
            value={shown.encoding ?? encoding}
            options={encodings.map((value) => ({ value, title: value }))}
            onChoose={(chosen) => read({ encoding: chosen })}
          />
        )}
        {delimiter === null ? null : (
          <Choice
            label="Delimiter"
            value={shown.delimiter ?? delimiter}
            options={
              DELIMITERS.some(({ value }) => value === delimiter)
                ? DELIMITERS
                : [{ value: delimiter, title: delimiter }, ...DELIMITERS]
            }
            onChoose={(chosen) => read({ delimiter: chosen })}
          />
        )}
        {isTable ? (
          <label className="row">
            <input
              type="checkbox"
              checked={shown.header !== 'none'}
              onChange={(event) => read({ header: event.target.checked ? 'first' : 'none' })}
            />
            The first row names the columns
          </label>
        ) : null}
        {sheet === null ? null : (
          <span className="muted">
            Sheet {sheet.name}
            {sheet.others > 0
              ? `; ${sheet.others} other${sheet.others === 1 ? '' : 's'} not read`
              : ''}
          </span>
        )}
      </div>
      {headerDoubt === null ? null : (
        <p className="notice warn small">
          The first row looks like the others and no header: {headerDoubt}. If so, take the tick
          from ‘The first row names the columns’.
        </p>
      )}
    </>
  );
}

function Choice({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly title: string }[];
  onChoose: (value: string) => void;
}) {
  return (
    <label className="row">
      <span>{label}</span>
      <select
        className="input narrow"
        value={value}
        onChange={(event) => onChoose(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </label>
  );
}
