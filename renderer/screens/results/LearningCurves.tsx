import { useMemo } from 'react';
import {
  type LearningCurves as Curves,
  type LearningCurve,
  learningCurveSentences,
} from '../../../electron/contract/learningCurve.ts';
import { AccuracyChart } from '../../components/AccuracyChart.tsx';
import { percent } from '../../components/percent.ts';

/** How far labels and rows have brought a student, on axes of the same range. */
export function LearningCurves({ curves }: { curves: Curves }) {
  const range = useMemo(() => rangeOf([curves.labels, curves.rows]), [curves]);
  return (
    <div className="grid-2">
      <Curve what="labels" curve={curves.labels} range={range} />
      <Curve what="rows beside all labels" curve={curves.rows} range={range} />
    </div>
  );
}

/** What more labels and more rows would bring, a sentence each. */
export function WhatMoreBrings({ curves }: { curves: Curves }) {
  return (
    <ul className="notes">
      {learningCurveSentences(curves).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

type Range = readonly [number, number];

/** The tenths around all accuracies. */
function rangeOf(curves: readonly LearningCurve[]): Range {
  const all = curves.flatMap(({ points }) => points.map(({ accuracy }) => accuracy));
  const [low, high] = [Math.floor(10 * Math.min(...all)), Math.ceil(10 * Math.max(...all))];
  return [low / 10, Math.max(high, low + 1) / 10];
}

interface Props {
  what: string;
  curve: LearningCurve;
  range: Range;
}

function Curve({ what, curve, range }: Props) {
  const points = useMemo(
    () => curve.points.map(({ n, accuracy }) => ({ name: String(n), accuracy })),
    [curve],
  );
  return (
    <figure className="stack">
      <figcaption className="small muted">
        Right on labels that were held out, by the number of {what}:{' '}
        {points.map(({ name, accuracy }) => `${name}: ${percent(accuracy)}`).join(', ')}
      </figcaption>
      <AccuracyChart points={points} range={range} />
    </figure>
  );
}
