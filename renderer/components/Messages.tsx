import { dismiss, useEngine } from '../store/engineStore.ts';

const TITLES = {
  badInput: '',
  cancelled: 'Cancelled. ',
  fault: 'Stillroom failed; nothing that was recorded is lost. ',
  lost: 'No connection. ',
} as const;

/** Error and success messages; screen readers announce them as they appear. */
export function Messages() {
  const failure = useEngine((state) => state.failure);
  const notice = useEngine((state) => state.notice);
  const lostBecause = useEngine((state) => state.lostBecause);
  const isLost = useEngine(({ isConnected, snapshot }) => !isConnected && snapshot !== null);
  return (
    <>
      <div role="alert" className="messages">
        {isLost ? (
          <div className="notice warn banner">
            <p>
              The engine has ended or cannot be reached{lostBecause ? `: ${lostBecause}` : ''}.
              Every review that was recorded is safe. The page continues by itself once the engine
              is back. If you started it by `stillroom serve`, start it again and open its new link.
            </p>
          </div>
        ) : null}
        {failure ? (
          <div className="notice bad banner">
            <p>
              {TITLES[failure.kind]}
              {failure.message}
            </p>
            <button type="button" className="button quiet" onClick={dismiss}>
              Close
            </button>
          </div>
        ) : null}
      </div>
      <div role="status" className="visually-hidden">
        {notice}
      </div>
    </>
  );
}
