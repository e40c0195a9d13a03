import { useEffect, useState } from 'preact/hooks';

/** Where in the console somebody is: what stands behind `#/` in the address, so that any place can be kept and passed on. */
export interface Route {
  readonly page: string;
  /** What follows the page, between slashes. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
}

function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/').map(decoded);
  return { page: page === '' ? 'overview' : page, rest, query: new URLSearchParams(query) };
}

/** The address of a place; parts of the path are encoded, what is empty in the query is left out. */
export function hrefOf(parts: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  return `#/${parts.map(encodeURIComponent).join('/')}${search}`;
}

/** Where bull-board shows the queue of a lane, or all of them. */
export function boardHref(lane?: string): string {
  return lane === undefined ? '/queues/' : `/queues/queue/${encodeURIComponent(lane)}`;
}

/** Goes to a page, by its `href`. */
export function goTo(href: string): void {
  location.hash = href;
}

/** Where one is; shows anew when that changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parseRoute(location.hash));
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return route;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
