/**
 * What is at fault, which decides what happens next:
 * - `busy`: the server asks to wait; the endpoint rests, and the request is sent again.
 * - `lost`: no whole answer came; the endpoint is tried again, less and less often.
 * - `wrong`: it would be so each time (key, model, certificate); the endpoint is left out.
 * - `request`: the server refuses this request and may take others.
 */
export type FaultKind = 'busy' | 'lost' | 'wrong' | 'request';

/** A request that an endpoint did not answer as it should. The message holds no key and no text. */
export class EndpointFault extends Error {
  override readonly name = 'EndpointFault';
  readonly kind: FaultKind;
  /** Milliseconds that the server asks to wait. */
  readonly waitMs: number | undefined;
  /** The HTTP status, if there was one. */
  readonly status: number | undefined;

  constructor(
    kind: FaultKind,
    message: string,
    { waitMs, status }: { readonly waitMs?: number; readonly status?: number } = {},
  ) {
    super(message);
    this.kind = kind;
    this.waitMs = waitMs;
    this.status = status;
  }
}

/** No endpoint of a pool answers. What was recorded stays, and the run can be resumed. */
export class EndpointsLost extends Error {
  override readonly name = 'EndpointsLost';
}
