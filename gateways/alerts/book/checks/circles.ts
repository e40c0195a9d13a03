/** An edge to a neighbour. */
type Neighbours<T> = (node: T) => readonly T[];

const MOST_EDGES = 1_000_000;

/**
 * Circles in a directed graph, each as the nodes on it from its first to the one before it closes; of circles that share a node at
 * which the search stands at most one is told, and at most `most` of all. Takes time in proportion to nodes and edges, and stops at
 * `MOST_EDGES`: what nobody wrote by hand is not looked through.
 */
export function circles<T>(nodes: readonly T[], neighbours: Neighbours<T>, most: number): readonly (readonly T[])[] {
  const found: (readonly T[])[] = [];
  const done = new Set<T>();
  let edges = 0;
  for (const start of nodes) {
    if (done.has(start)) continue;
    // Depth first with a stack of its own: a long chain must not be one of calls.
    const path: { readonly node: T; readonly rest: T[] }[] = [];
    const places = new Map<T, number>();
    const enter = (node: T) => {
      places.set(node, path.length);
      const rest = edges > MOST_EDGES ? [] : [...neighbours(node)].reverse();
      edges += rest.length;
      path.push({ node, rest });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        done.add(top.node);
        places.delete(top.node);
        path.pop();
        continue;
      }
      const place = places.get(next);
      if (place !== undefined) {
        if (found.length < most) found.push(path.slice(place).map(({ node }) => node));
      } else if (!done.has(next)) enter(next);
    }
  }
  return found;
}
