import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EndpointForm } from '../../../electron/contract/endpoints.ts';
import { outgoingSentence } from '../../../electron/contract/outgoing.ts';
import { Field } from '../../components/Field.tsx';
import { Modal } from '../../components/Modal.tsx';
import { useSettled } from '../../components/useSettled.ts';
import { say } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { KeyFields } from './KeyFields.tsx';
import { refreshEndpoints } from './refreshEndpoints.ts';

const TYPING_MS = 300;
const EMPTY = { name: '', url: '', model: '', context: '', key: '', keyVariable: '', chat: false };

/** Adds a server, after it was said what would leave this computer and whereto. */
export function AddEndpointDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal title="Add a teacher on another machine" isOpen={isOpen} onClose={onClose}>
      <AddEndpointForm onClose={onClose} />
    </Modal>
  );
}

function AddEndpointForm({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState(EMPTY);
  const settled = useSettled(typed, TYPING_MS);
  const isWhole = [settled.name, settled.url, settled.model].every((text) => text.trim() !== '');
  const { data: outgoing, error: refusal } = useQuery(
    queries.endpoints.preview.queryOptions({
      input: isWhole ? endpointOf(settled) : skipToken,
      meta: { isShownInPlace: true },
      // another window may have changed the list
      gcTime: 0,
    }),
  );
  const {
    mutate: add,
    reset,
    isPending,
    error: failure,
  } = useMutation(
    queries.endpoints.add.mutationOptions({
      onSuccess: ({ name }) => {
        say(`${name} is added. A project can name it as its teacher.`);
        refreshEndpoints();
        onClose();
      },
      // it is shown in the dialog, since the page is behind it
      onError: () => {},
      // the page remembers no key
      gcTime: 0,
    }),
  );
  const change = (part: Partial<typeof EMPTY>) => {
    reset();
    setTyped({ ...typed, ...part });
  };
  const isSaid = isWhole && settled === typed && outgoing !== undefined && refusal === null;
  const fault = failure ?? (isWhole ? refusal : null);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isSaid) add({ ...endpointOf(typed), ...(typed.key === '' ? {} : { key: typed.key }) });
      }}
    >
      <Field
        label="Name"
        help="What projects call this teacher. The name of another one adds a server to it."
      >
        {(ids) => (
          <input
            {...ids}
            className="input"
            required
            placeholder="lab"
            value={typed.name}
            onChange={({ target }) => change({ name: target.value })}
          />
        )}
      </Field>
      <Field label="Address" help="With or without /v1. Over http anybody on the way can read.">
        {(ids) => (
          <input
            {...ids}
            className="input"
            required
            inputMode="url"
            placeholder="http://gpu-box:8000/v1"
            value={typed.url}
            onChange={({ target }) => change({ url: target.value })}
          />
        )}
      </Field>
      <div className="settings">
        <Field label="Model" help="The name under which the server has the model.">
          {(ids) => (
            <input
              {...ids}
              className="input"
              required
              value={typed.model}
              onChange={({ target }) => change({ model: target.value })}
            />
          )}
        </Field>
        <Field label="Context" help="Tokens that a prompt and its answer may have.">
          {(ids) => (
            <input
              {...ids}
              type="number"
              className="input narrow"
              step="any"
              placeholder="4096"
              value={typed.context}
              onChange={({ target }) => change({ context: target.value })}
            />
          )}
        </Field>
      </div>
      <label className="row">
        <input
          type="checkbox"
          checked={typed.chat}
          onChange={({ target }) => change({ chat: target.checked })}
        />
        It is an instruct model: ask it in chats
      </label>
      <KeyFields typed={typed} onChange={change} />
      <div role="status" className="before-adding">
        {fault ? (
          <p className="fault">{fault.message}</p>
        ) : outgoing && isWhole ? (
          <p>{outgoingSentence(outgoing)} That is so in runs of projects that name this teacher.</p>
        ) : (
          <p className="muted">
            With a name, an address and a model, this says what would leave this computer.
          </p>
        )}
      </div>
      <div className="row end">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!isSaid || isPending}>
          Add it
        </button>
      </div>
    </form>
  );
}

/** Fields that were left empty take what the engine has as usual. */
function endpointOf({ name, url, model, context, keyVariable, chat }: typeof EMPTY): EndpointForm {
  return {
    name,
    url,
    model,
    ...(context === '' ? {} : { contextSize: Number(context) }),
    ...(chat ? { chat } : {}),
    ...(keyVariable.trim() === '' ? {} : { keyVariable }),
  };
}
