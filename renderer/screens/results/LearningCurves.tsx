import { useMemo } from 'react';
import {
  type LearningCurves as Curves,
  type LearningCurve,
  learningCurveSentences,
} from '../../../electron/contract/learningCurve.ts';
import { AccuracyChart } from '../../components/AccuracyChart.tsx';
import { percent } from '../../components/percent.ts';

/** How far labels and rows have brought a student, and what more of them would bring. */
export function LearningCurves({ curves }: { curves: Curves }) {
  const [labels, rows] = learningCurveSentences(curves);
  return (
    <div className="grid-2">
      <Curve what="labels" curve={curves.labels} sentence={labels!} />
      <Curve what="rows beside all labels" curve={curves.rows} sentence={rows!} />
    </div>
  );
}

interface Props {
  what: string;
  curve: LearningCurve;
  sentence: string;
}

function Curve({ what, curve, sentence }: Props) {
  const points = useMemo(
    () => curve.points.map(({ n, accuracy }) => ({ name: String(n), accuracy })),
    [curve],
  );
  return (
    <figure className="stack">
      <figcaption className="small">
        {sentence}
        <div className="muted">
          Right on labels that were held out, by the number of {what}:{' '}
          {points.map(({ name, accuracy }) => `${name}: ${percent(accuracy)}`).join(', ')}
        </div>
      </figcaption>
      <AccuracyChart points={points} />
    </figure>
  );
}
