import type { Diagnosis } from '../../contract/diagnosis.ts';

/** Formats a diagnosis for a terminal or a bug report. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { versions, sockets, models, gpu, freeDiskBytes, findings } = diagnosis;
  const rows: (readonly [string, string])[] = [
    ...Object.entries(versions).map(([name, version]) => [name, version ?? 'not there'] as const),
    ['system', diagnosis.system],
    ['cores', String(diagnosis.cores)],
    ['memory', `${gigabytes(diagnosis.memoryBytes)}, ${gigabytes(diagnosis.freeMemoryBytes)} free`],
    ['disk', freeDiskBytes === null ? 'not told' : `${gigabytes(freeDiskBytes)} free`],
    ['GPU', gpu ?? 'none found'],
    ['models', `${models.join(', ') || 'none'} (in ${diagnosis.modelsFolder})`],
    ['projects', diagnosis.projectsFolder],
    ['log', diagnosis.logFile],
    ['open sockets', sockets === null ? 'not told' : sockets.join(', ') || 'none'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const told = findings.map(
    ({ sentence, isNecessary }) => `${isNecessary ? 'Missing' : 'Note'}: ${sentence}`,
  );
  return [...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`), ...told].join('\n');
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
