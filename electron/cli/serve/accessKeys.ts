import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may come in: a link that works once, and the cookie that it turns into. */
export interface AccessKeys {
  /** A new token for a link; earlier ones still work, each once. */
  issue(): string;
  /** The cookie's value for a token that was issued and not used, or undefined. */
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

/** Compared in a time that does not tell how much of them is alike. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
