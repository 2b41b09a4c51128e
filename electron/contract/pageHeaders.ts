/**
 * Restricts the page to its own files, however it is served.
 * @param connect where it may open connections to: 'self' over http, 'none' if it has a port
 */
export function pageHeaders(connect: 'self' | 'none'): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src '${connect}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      // nothing that a text could become is taken for code: the page makes no policy, so none can
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The content type of one of the page's files, by its extension. */
export function typeOfPageFile(name: string): string {
  return TYPES[/\.\w+$/.exec(name)?.[0] ?? ''] ?? 'application/octet-stream';
}
