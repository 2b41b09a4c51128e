import {
  IDLE_MINUTES,
  type WorkCondition,
  type WorkTime,
  workTimeSchema,
} from '../../../electron/contract/workTime.ts';
import { Field } from '../../components/Field.tsx';

const NAMES: Readonly<Record<WorkCondition, string>> = {
  always: 'always',
  mains: 'only on mains power',
  idle: `only while nobody uses the machine: no key and no mouse for ${IDLE_MINUTES} minutes`,
  hours: 'only at these hours',
};

const NIGHT: WorkTime = { when: 'hours', from: '20:00', to: '07:00' };

/** When runs work, among the conditions that can be known here. */
export function WorkTimeFields({
  workTime,
  conditions,
  onChange,
}: {
  workTime: WorkTime;
  conditions: readonly WorkCondition[];
  onChange: (workTime: WorkTime) => void;
}) {
  const offered = conditions.includes(workTime.when) ? conditions : [...conditions, workTime.when];
  return (
    <>
      <Field
        label="When runs work"
        help={`At other times a run waits between calls, and nothing is lost; a training that has begun goes on to its end.${missingSentence(conditions)}`}
      >
        {(ids) => (
          <select
            {...ids}
            className="input path"
            value={workTime.when}
            onChange={({ target: { value } }) => {
              const { data } = workTimeSchema.safeParse({ when: value });
              onChange(data ?? NIGHT);
            }}
          >
            {offered.map((when) => (
              <option key={when} value={when}>
                {NAMES[when]}
                {conditions.includes(when) ? '' : ' (cannot be known here)'}
              </option>
            ))}
          </select>
        )}
      </Field>
      {workTime.when === 'hours' ? (
        <div className="row">
          {(['from', 'to'] as const).map((end) => (
            <label key={end} className="row">
              {end}
              <input
                type="time"
                className="input narrow"
                value={workTime[end]}
                onChange={({ target: { value } }) => {
                  const { data } = workTimeSchema.safeParse({ ...workTime, [end]: value });
                  if (data) onChange(data);
                }}
              />
            </label>
          ))}
        </div>
      ) : null}
    </>
  );
}

function missingSentence(conditions: readonly WorkCondition[]): string {
  const missing = [
    ...(conditions.includes('mains') ? [] : ['what powers the machine']),
    ...(conditions.includes('idle') ? [] : ['whether somebody uses it']),
  ];
  return missing.length === 0 ? '' : ` It cannot be known here ${missing.join(' and ')}.`;
}
