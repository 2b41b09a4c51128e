import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Controls access: a link that works once, and the cookie that it is exchanged for. */
export interface AccessKeys {
  /** A new token for a link; earlier ones still work, once each. */
  issue(): string;
  /** Returns the cookie's value for a token that was issued and not used, otherwise undefined. */
  redeem(token: string): string | undefined;
  admits(cookie: string): boolean;
}

export function accessKeys(): AccessKeys {
  const open = new Set<string>();
  const sessions = new Set<string>();
  const secret = () => randomBytes(32).toString('base64url');
  return {
    issue() {
      const token = secret();
      open.add(token);
      return token;
    },
    redeem(token) {
      const known = [...open].find((one) => same(one, token));
      if (!known) return undefined;
      open.delete(known);
      const session = secret();
      sessions.add(session);
      return session;
    },
    admits: (cookie) => [...sessions].some((session) => same(session, cookie)),
  };
}

/** Compares in constant time, so that timing does not reveal how much of them is equal. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
