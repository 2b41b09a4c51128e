import type { EndpointCheck, EndpointPool } from '../../../electron/contract/endpoints.ts';
import { outgoingSentence } from '../../../electron/contract/outgoing.ts';
import { useStoppable } from '../../components/useStoppable.ts';
import { engine } from '../../store/connection.ts';

/** A teacher on other machines, or one server of it. */
export interface EndpointChoice {
  readonly name: string;
  readonly url?: string;
}

/** A teacher on other machines: its servers, and what their check found. */
export function EndpointPoolCard({
  pool: { name, contextSize, chat, endpoints, outgoing },
  onRemove,
}: {
  pool: EndpointPool;
  onRemove: (choice: EndpointChoice) => void;
}) {
  const {
    data: checks,
    isBusy,
    begin,
    stop,
  } = useStoppable((signal) => engine.endpoints.check({ name }, { signal }));
  // one that was removed since is no longer of interest
  const checked = checks?.filter(({ url }) => endpoints.some((one) => one.url === url)) ?? [];
  return (
    <article className="card stack" aria-label={name}>
      <div className="row spread">
        <h3>{name}</h3>
        <span className="row end">
          <button
            type="button"
            className="button quiet"
            aria-label={isBusy ? `Stop checking ${name}` : `Check ${name}`}
            onClick={isBusy ? stop : begin}
          >
            {isBusy ? 'Stop checking' : 'Check'}
          </button>
          <button
            type="button"
            className="button quiet danger"
            aria-label={`Remove ${name}`}
            onClick={() => onRemove({ name })}
          >
            Remove
          </button>
        </span>
      </div>
      <p className="muted">
        {contextSize} tokens, {chat ? 'asked in chats' : 'continues texts'}
      </p>
      <ul className="plain-list">
        {endpoints.map(({ url, model, keyVariable, isKeyKept }) => (
          <li key={url} className="row spread">
            <span className="url-line">
              <span className="mono">{url}</span>: {model}
              {keyVariable ? (
                <span className="muted">
                  , its key in <span className="mono">{keyVariable}</span>
                </span>
              ) : null}
              {isKeyKept ? <span className="muted">, its key in the keychain</span> : null}
            </span>
            {endpoints.length > 1 ? (
              <button
                type="button"
                className="button quiet danger"
                aria-label={`Remove ${url} from ${name}`}
                onClick={() => onRemove({ name, url })}
              >
                Remove
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      <p className="muted small">
        {outgoingSentence(outgoing)} That is so in runs of projects that name this teacher.
      </p>
      <div role="status" className="stack">
        {isBusy ? (
          <>
            <span className="muted small">
              Asking {endpoints.length === 1 ? 'the server' : `${endpoints.length} servers`} what it
              can do. A server that does not answer is waited for up to a minute and a half.
            </span>
            <progress aria-label={`Checking ${name}`} />
          </>
        ) : (
          checked.map((one) => <CheckLines key={one.url} check={one} />)
        )}
      </div>
    </article>
  );
}

const SAID = new Map([
  [true, { word: 'yes', badge: 'badge accepted' }],
  [false, { word: 'no', badge: 'badge' }],
  [null, { word: 'unknown', badge: 'badge' }],
]);

function CheckLines({ check }: { check: EndpointCheck }) {
  if ('fault' in check) return <p className="fault">{check.fault}</p>;
  const { url, server, model, contextSize, findings } = check;
  return (
    <>
      <p>
        <span className="mono">{url}</span>: {server ?? 'a server without a name'}, {model}
        {contextSize === null ? '' : `, a context of ${contextSize} tokens`}
      </p>
      <ul className="plain-list findings">
        {findings.map(({ what, found }) => (
          <li key={what}>
            <span className={SAID.get(found)?.badge}>{SAID.get(found)?.word}</span>
            <span>{what}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
