import type { FilePreview } from '../../../electron/contract/forms.ts';

/** A file's first rows, reduced to the relevant columns. */
export function PreviewTable({
  preview,
  columns,
}: {
  preview: FilePreview;
  columns: readonly string[];
}) {
  // one column may be chosen for two purposes
  const shown = [...new Set(columns)].filter((column) => column !== '');
  return (
    <div className="scroll-x">
      <table className="figures preview">
        <caption className="muted small">
          {preview.name}, {preview.rows.toLocaleString('en')} {preview.rows === 1 ? 'row' : 'rows'}
        </caption>
        <thead>
          <tr>
            {shown.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.sample.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a preview's rows never move
            <tr key={index}>
              {shown.map((column) => (
                <td key={column}>{row[column]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
