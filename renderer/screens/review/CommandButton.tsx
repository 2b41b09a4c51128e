import { currentRow } from '../../store/reviewStore.ts';
import { give, type KeyedCommand, type ReviewMoment } from './reviewCommands.ts';

/** A command's button, with its key. */
export function CommandButton({
  command,
  moment,
}: {
  command: KeyedCommand;
  moment: Omit<ReviewMoment, 'row'>;
}) {
  const { key, button } = command;
  return (
    <button
      type="button"
      className="button"
      aria-keyshortcuts={key}
      onClick={() => give(command, { ...moment, row: currentRow() })}
    >
      <kbd>{key}</kbd> {button?.text(currentRow())}
    </button>
  );
}
