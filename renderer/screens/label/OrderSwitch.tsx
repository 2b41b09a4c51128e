import type { LabelTask } from '../../../electron/contract/label.ts';
import { chooseLabelOrder, useLabelOrder } from '../../store/labelOrder.ts';

/**
 * How the next text is chosen: from all kinds in turn, or the one that a student is least certain
 * of.
 */
export function OrderSwitch({ task }: { task: LabelTask | null }) {
  const { order } = useLabelOrder();
  const { isPossible, waiting } = task?.uncertainty ?? { isPossible: false, waiting: 0 };
  return (
    <fieldset className="row">
      <legend className="visually-hidden">Which text comes next</legend>
      <label className="row">
        <input
          type="radio"
          name="order"
          checked={order === 'spread'}
          onChange={() => chooseLabelOrder('spread')}
        />
        Every kind in turn
      </label>
      <label className="row">
        <input
          type="radio"
          name="order"
          checked={order === 'uncertainty'}
          disabled={!isPossible && waiting === 0}
          onChange={() => chooseLabelOrder('uncertainty')}
        />
        Least certain first
        {waiting > 0 ? ` (${waiting.toLocaleString('en')} waiting)` : ''}
      </label>
      {task && !isPossible ? (
        <span className="muted small">once a run has made a student</span>
      ) : null}
    </fieldset>
  );
}
