import type { Environment } from './storeFolder.ts';

/** What pip and a Node installer need: to be found, to find their settings, and to reach a registry. */
const NEEDED = [
  /^(PATH|PATHEXT|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|WINDIR|COMSPEC|LANG|LC_\w+)$/i,
  /^(PIP|ONNXRUNTIME_NODE|NPM_CONFIG)_\w+$/i,
  /^(HTTPS?|ALL|NO)_PROXY$/i,
  /^(SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|XDG_CONFIG_HOME)$/,
];

/**
 * The part of the environment that an installer gets: it runs code from the network, which has no
 * business with the user's keys and tokens.
 */
export function installerEnvironment(env: Environment): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name, value]) => value !== undefined && NEEDED.some((pattern) => pattern.test(name)),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
