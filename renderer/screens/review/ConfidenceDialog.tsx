import { useMutation } from '@tanstack/react-query';
import { Modal } from '../../components/Modal.tsx';
import { queries } from '../../store/queries.ts';

/** Epochs of the check's students, unless a run's file sets them: the schema's default. */
const FOLDS = 5;

/** Explains the search for uncertain rows, and starts it. */
export function ConfidenceDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { mutate: start, isPending: isBusy } = useMutation(
    queries.run.start.mutationOptions({ onSettled: onClose }),
  );
  return (
    <Modal title="Find uncertain rows" isOpen={isOpen} onClose={onClose}>
      <p>
        {FOLDS} small students are trained, each on four fifths of the rows, and each judges the
        fifth that it has not seen. A row whose label they find unlikely is often mislabelled, so
        review it first.
      </p>
      <p className="muted small">
        Out-of-fold confidence, as in confident learning (Northcutt et al. 2021). You can go on
        reviewing meanwhile; the Run page shows the progress.
      </p>
      <div className="row end">
        <button type="button" className="button" onClick={onClose}>
          Not now
        </button>
        <button
          type="button"
          className="button primary"
          disabled={isBusy}
          onClick={() => start({ recipe: { kind: 'confidence', folds: FOLDS } })}
        >
          {isBusy ? 'Looking at the rows …' : 'Start'}
        </button>
      </div>
    </Modal>
  );
}
