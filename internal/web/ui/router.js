/** Which screen is shown, from the address and back into it. */
import { signal } from '@preact/signals';

/**
 * @typedef {{screen: 'start' | 'library' | 'round' | 'live' | 'lab' | 'odds' | 'wire' | 'unknown', path: string, id: string, params: URLSearchParams,
 *   state: Record<string, any>}} Route
 */

/** The screens that have one address. @type {Record<string, Route['screen']>} */
const SCREENS = { '/': 'start', '/library': 'library', '/live': 'live', '/lab': 'lab', '/odds': 'odds', '/wire': 'wire' };

/** @returns {Route} */
function read() {
  const { pathname, search } = location;
  const params = new URLSearchParams(search);
  const state = history.state ?? {};
  const round = /^\/r\/([A-Za-z0-9_-]+)\/?$/.exec(pathname);
  if (round) return { screen: 'round', path: pathname, id: round[1], params, state };
  return { screen: SCREENS[pathname] ?? 'unknown', path: pathname, id: '', params, state };
}

export const route = signal(read());

/** Goes somewhere. @param {string} url @param {{replace?: boolean, state?: object}} [how] */
export function go(url, { replace = false, state = {} } = {}) {
  if (replace) history.replaceState(state, '', url);
  else history.pushState(state, '', url);
  route.value = read();
}

/** Rewrites the address without going anywhere. @param {string} url @param {object} state */
export function rewrite(url, state) {
  history.replaceState(state, '', url);
}

/** The address of a round. @param {Key} key @param {number} [tick] @param {string | null} [player] to watch along with */
export function roundURL(key, tick, player) {
  const params = new URLSearchParams();
  if (key.source && key.source !== 'site') params.set('source', key.source);
  if (tick !== undefined) params.set('t', String(tick));
  if (player) params.set('player', player);
  const query = params.toString();
  return `/r/${key.id}${query && '?' + query}`;
}

/** Follows plain clicks on links of the page's own. @param {MouseEvent} e */
function onClick(e) {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  const link = e.target instanceof Element ? e.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (!/^\/($|library$|live$|lab$|odds$|wire$|r\/)/.test(link.pathname)) return;
  e.preventDefault();
  go(link.pathname + link.search, { state: JSON.parse(link.dataset.state ?? '{}') });
}

export function startRouter() {
  addEventListener('popstate', () => (route.value = read()));
  document.addEventListener('click', onClick);
}
