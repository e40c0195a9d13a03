import type { Bridge } from '../../book/bridge.js';
import { targetKey } from '../../book/place.js';

/** Where the bridges of the installation bring what is said at a place, over one or several of them. Places are URIs. */
export class Ways {
  readonly #steps = new Map<string, Set<string>>();
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(bridges: readonly Bridge[]) {
    for (const { enabled, ends } of bridges) {
      if (!enabled) continue;
      const told = ends.filter(({ direction }) => direction !== 'in').map(({ target }) => targetKey(target));
      for (const { target, direction } of ends) {
        const place = targetKey(target);
        if (direction === 'out') continue;
        this.#steps.set(place, new Set([...(this.#steps.get(place) ?? []), ...told.filter((one) => one !== place)]));
      }
    }
  }

  lead(from: string, to: string): boolean {
    let reached = this.#known.get(from);
    if (reached === undefined && this.#steps.has(from)) {
      reached = this.#from(from);
      this.#known.set(from, reached);
    }
    return reached?.has(to) === true;
  }

  #from(place: string): ReadonlySet<string> {
    const reached = new Set<string>();
    // What is added while it is gone through is gone through as well.
    const left = new Set([place]);
    for (const one of left) {
      for (const next of this.#steps.get(one) ?? []) {
        reached.add(next);
        left.add(next);
      }
    }
    return reached;
  }
}
