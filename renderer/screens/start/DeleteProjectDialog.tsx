import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { RecentProject } from '../../../electron/contract/forms.ts';
import { sizeText } from '../../../electron/contract/sizeText.ts';
import { Modal } from '../../components/Modal.tsx';
import { say } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';

/** Says what a project's folder holds, and deletes it. */
export function DeleteProjectDialog({
  project,
  onClose,
}: {
  project: RecentProject | null;
  onClose: () => void;
}) {
  const { data: contents } = useQuery(
    queries.start.contents.queryOptions({
      input: project ? { folder: project.folder } : skipToken,
      gcTime: 0,
    }),
  );
  const { mutate, isPending } = useMutation(
    queries.start.delete.mutationOptions({
      onSuccess: ({ folder }) => say(`${folder} is deleted.`),
      onSettled: onClose,
    }),
  );
  return (
    <Modal
      title={`Delete the project ${project?.name ?? ''}`}
      isOpen={project !== null}
      onClose={onClose}
    >
      {project && contents ? (
        <>
          <p>
            This deletes {contents.files.toLocaleString('en')} files ({sizeText(contents.bytes)}) in{' '}
            <span className="mono">{contents.folder}</span>: texts, rows, reviews, students and
            exports. It cannot be undone.
          </p>
          {contents.left.length > 0 ? (
            <p>These are not Stillroom’s and stay there: {contents.left.join(', ')}.</p>
          ) : null}
          <p className="muted small">
            Your own files outside of this folder, and exports to other folders, stay where they
            are.
          </p>
          <div className="row end">
            <button type="button" className="button" onClick={onClose}>
              Keep the project
            </button>
            <button
              type="button"
              className="button danger"
              disabled={isPending}
              onClick={() => mutate({ folder: project.folder })}
            >
              {isPending ? 'Deleting …' : 'Delete'}
            </button>
          </div>
        </>
      ) : (
        <p className="muted">Counting its files …</p>
      )}
    </Modal>
  );
}
