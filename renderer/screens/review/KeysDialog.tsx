import { Modal } from '../../components/Modal.tsx';
import { prefer, type ReviewCommand, reviewCommands, usePreferences } from '../../store/keymap.ts';

export function KeysDialog({
  isOpen,
  onClose,
  labels,
}: {
  isOpen: boolean;
  onClose: () => void;
  labels: readonly string[];
}) {
  const { keys, autoAdvance, labelAccepts } = usePreferences();
  const hasLabels = labels.length > 0;
  const commands = (Object.keys(reviewCommands) as ReviewCommand[]).filter(
    (command) => hasLabels || command !== 'palette',
  );
  return (
    <Modal title="Keys" isOpen={isOpen} onClose={onClose}>
      <div className="keys">
        {labels.slice(0, 9).map((label, index) => (
          <div className="row spread" key={label}>
            <span>Label {label}</span>
            <kbd>{index + 1}</kbd>
          </div>
        ))}
        {commands.map((command) => (
          <div className="row spread" key={command}>
            <span>{reviewCommands[command]}</span>
            <kbd>{keys[command]}</kbd>
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
