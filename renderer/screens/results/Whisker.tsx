import type { Score } from '../../../electron/contract/report.ts';

const WIDTH = 90;

/** An accuracy and its interval between 0 and 1, as a dot on a line; the figures are next to it. */
export function Whisker({ score: { accuracy, ci95 } }: { score: Score }) {
  const x = (share: number) => share * WIDTH;
  return (
    <svg width={WIDTH} height={12} aria-hidden="true" className="whisker">
      <line x1={0} x2={WIDTH} y1={6} y2={6} className="track" />
      <line x1={x(ci95[0])} x2={x(ci95[1])} y1={6} y2={6} className="interval" />
      <circle cx={x(accuracy)} cy={6} r={3} />
    </svg>
  );
}
