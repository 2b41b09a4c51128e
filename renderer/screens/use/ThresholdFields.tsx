import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { ValidationCoverage } from '../../../electron/contract/use.ts';
import { percent } from '../../components/percent.ts';
import { queries } from '../../store/queries.ts';
import { CoverageChart } from './CoverageChart.tsx';
import { pointAt } from './pointAt.ts';

const PARTS: Readonly<Record<ValidationCoverage['part'], string>> = {
  none: 'These texts had no part in its training. ',
  chose:
    'These texts also chose when its training stopped, and its rows were written from mistakes on them: on new texts expect somewhat less. ',
  learned:
    'It learned from all of your labels, so also from these texts: on new texts it is less sure and less often right. Results has its figure on test texts. ',
};

/** The required confidence, and its effect on texts whose labels are known. */
export function ThresholdFields({
  student,
  threshold,
  onChange,
}: {
  student: string;
  threshold: number;
  onChange: (threshold: number) => void;
}) {
  const id = useId();
  const { data: coverage } = useQuery(
    // a trained student does not change, and predicting with it takes a while
    queries.use.coverage.queryOptions({ input: { student }, staleTime: 'static' }),
  );
  const set = (value: string) => onChange(Math.min(100, Math.max(0, Number(value))) / 100);
  const point = coverage ? pointAt(coverage.points, threshold) : undefined;
  return (
    <section className="card stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Confidence threshold</h2>
      <p className="muted" id={`${id}-help`}>
        A text whose label is less likely than this, by the student’s own probability, is left open
        for a person.
      </p>
      <div className="row">
        <input
          type="range"
          className="threshold"
          min={0}
          max={100}
          step={1}
          aria-label="Threshold in percent"
          aria-describedby={`${id}-help`}
          value={Math.round(100 * threshold)}
          onChange={(event) => set(event.target.value)}
        />
        <label className="row">
          <input
            type="number"
            className="input narrow"
            min={0}
            max={100}
            step="any"
            aria-label="Threshold"
            value={Number((100 * threshold).toFixed(2))}
            onChange={(event) => set(event.target.value)}
          />
          %
        </label>
      </div>
      <div className="coverage-pane">
        {coverage === undefined ? (
          <p className="muted small">Trying it on the validation texts …</p>
        ) : (
          <>
            <CoverageChart points={coverage.points} current={point} />
            <div className="stack">
              <p className="figures-text" role="status">
                {point ? (
                  <>
                    At {percent(threshold)}% it labels <strong>{percent(point.coverage)}%</strong>:{' '}
                    {point.covered} of {coverage.n} validation texts. Of these{' '}
                    <strong>{percent(point.accuracy)}%</strong> are right ({point.right} of{' '}
                    {point.covered}; 95% interval {percent(point.ci95[0])} to{' '}
                    {percent(point.ci95[1])}).
                  </>
                ) : (
                  <>
                    At {percent(threshold)}% it labels none of {coverage.n} validation texts.
                  </>
                )}
              </p>
              <p className="muted small">
                {PARTS[coverage.part]}
                Coverage and accuracy as in selective prediction (El-Yaniv and Wiener 2010).
              </p>
            </div>
          </>
        )}
      </div>
    </section>
  );
}
