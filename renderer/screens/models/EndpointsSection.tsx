import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Modal } from '../../components/Modal.tsx';
import { attempt, say } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { AddEndpointDialog } from './AddEndpointDialog.tsx';
import { type EndpointChoice, EndpointPoolCard } from './EndpointPoolCard.tsx';
import { refreshEndpoints } from './refreshEndpoints.ts';

/** The servers that a project may name as its teacher. */
export function EndpointsSection() {
  const id = useId();
  const { data: pools } = useQuery(queries.endpoints.list.queryOptions());
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<EndpointChoice | null>(null);
  return (
    <section className="stack" aria-labelledby={id}>
      <div className="row spread">
        <h2 id={id}>Teachers on other machines</h2>
        <button type="button" className="button" onClick={() => setAdding(true)}>
          Add one …
        </button>
      </div>
      <p className="muted">
        A server with a GPU can be the teacher of a project. Nothing is sent to it until a project
        names it, except sentences of Stillroom’s own when you check it.
      </p>
      {pools?.length === 0 ? (
        <p className="muted">None was added: nothing leaves this computer.</p>
      ) : null}
      {pools?.map((pool) => (
        <EndpointPoolCard key={pool.name} pool={pool} onRemove={setLeaving} />
      ))}
      <AddEndpointDialog isOpen={isAdding} onClose={() => setAdding(false)} />
      <RemoveEndpointDialog leaving={leaving} onClose={() => setLeaving(null)} />
    </section>
  );
}

function RemoveEndpointDialog({
  leaving,
  onClose,
}: {
  leaving: EndpointChoice | null;
  onClose: () => void;
}) {
  const what = leaving?.url ?? leaving?.name ?? '';
  const remove = async (choice: EndpointChoice) => {
    const isRemoved = await attempt(async (engine) => {
      await engine.endpoints.remove(choice);
      return true;
    });
    onClose();
    if (isRemoved) say(`${what} is removed.`);
    refreshEndpoints();
  };
  return (
    <Modal title={`Remove ${what}?`} isOpen={leaving !== null} onClose={onClose}>
      <p>
        {leaving?.url
          ? `Runs with ${leaving.name} no longer use this server.`
          : 'A project that names it cannot run until it has another teacher.'}{' '}
        The server stays as it is, and so do rows that it has written.
      </p>
      <div className="row end">
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
        <button
          type="button"
          className="button danger"
          onClick={() => leaving && void remove(leaving)}
        >
          Remove it
        </button>
      </div>
    </Modal>
  );
}
