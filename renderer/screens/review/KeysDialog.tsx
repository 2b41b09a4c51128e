import { labelKey } from '../../components/labelKey.ts';
import { Modal } from '../../components/Modal.tsx';
import { prefer, usePreferences } from '../../store/preferences.ts';
import { isOffered, useReviewCommands } from './reviewCommands.ts';

export function KeysDialog({
  isOpen,
  onClose,
  labels,
}: {
  isOpen: boolean;
  onClose: () => void;
  labels: readonly string[];
}) {
  const { autoAdvance, labelAccepts } = usePreferences();
  const hasLabels = labels.length > 0;
  const commands = useReviewCommands().filter((command) => isOffered(command, labels));
  return (
    <Modal title="Keys" isOpen={isOpen} onClose={onClose}>
      <div className="keys">
        {labels.map((label, index) => {
          const key = labelKey(index);
          return key ? (
            <div className="row spread" key={label}>
              <span>Label {label}</span>
              <kbd>{key}</kbd>
            </div>
          ) : null;
        })}
        {commands.map(({ id, name, key, alsoKeys }) => (
          <div className="row spread" key={id}>
            <span>{name}</span>
            <span className="row">
              {[key, ...alsoKeys].map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </span>
          </div>
        ))}
      </div>
      <label className="row">
        <input
          type="checkbox"
          checked={autoAdvance}
          onChange={(event) => prefer({ autoAdvance: event.target.checked })}
        />
        Go to the next row after a decision
      </label>
      {hasLabels ? (
        <label className="row">
          <input
            type="checkbox"
            checked={labelAccepts}
            onChange={(event) => prefer({ labelAccepts: event.target.checked })}
          />
          Giving a label accepts the row too
        </label>
      ) : null}
      <p className="muted small">Other keys can be chosen in Settings.</p>
    </Modal>
  );
}
