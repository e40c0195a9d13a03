import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The part of a CPU profile of V8 that is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/** Less than this part of all is not told. */
const LEAST = 0.01;

/**
 * Reads the profiles that processes have left in a folder, and takes them away. Gives the share of each step in the time in which they did
 * something, in percent: what Node itself does counts for who had it done; the collector and the start stand by themselves.
 */
export function sharesIn(dir: string): Readonly<Record<string, number>> {
  const spent = new Map<string, number>();
  for (const name of readdirSync(dir).filter((file) => file.endsWith('.cpuprofile'))) {
    const path = join(dir, name);
    for (const [step, us] of stepsOf(JSON.parse(readFileSync(path, 'utf8'))))
      spent.set(step, (spent.get(step) ?? 0) + us);
    rmSync(path);
  }
  const all = [...spent.values()].reduce((sum, us) => sum + us, 0);
  const shares = [...spent].map(([step, us]): [string, number] => [step, us / all]);
  const told = shares.filter(([, share]) => share >= LEAST).sort(([, a], [, b]) => b - a);
  const rest = 1 - told.reduce((sum, [, share]) => sum + share, 0);
  return Object.fromEntries([...told, ['others', rest] as const].map(([step, share]) => [step, percent(share)]));
}

const percent = (share: number) => Math.round(share * 1000) / 10;

/** Microseconds of each step of one process. */
function stepsOf({ nodes, samples, timeDeltas }: Profile): ReadonlyMap<string, number> {
  const steps = new Map<number, string | undefined>();
  const known = new Map(nodes.map((node) => [node.id, node]));
  const visit = (id: number, above: string | undefined): void => {
    const node = known.get(id);
    if (node === undefined) return;
    const { functionName, url } = node.callFrame;
    const own = stepOf(functionName, url);
    // What a module does when it is loaded is the start, whatever it calls.
    const step = above === START ? START : (own ?? above);
    steps.set(id, step);
    for (const child of node.children ?? []) visit(child, step);
  };
  const [root] = nodes;
  if (root !== undefined) visit(root.id, undefined);
  const spent = new Map<string, number>();
  for (const [n, id] of samples.entries()) {
    const step = steps.get(id) ?? 'Node itself';
    if (step !== IDLE) spent.set(step, (spent.get(step) ?? 0) + (timeDeltas[n] ?? 0));
  }
  return spent;
}

const IDLE = 'idle';
const START = 'the start';

/** The step that a function is part of by itself; undefined for what works for others. */
function stepOf(name: string, url: string): string | undefined {
  if (name === '(idle)') return IDLE;
  if (name === '(garbage collector)') return 'the collector';
  if (name === '(program)') return 'the machine code around it';
  if (/^node:internal\/(modules|bootstrap|main)\//.test(url)) return START;
  const library = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (library !== undefined) return library;
  const [, top, folder, within] = /\/dist\/(src|gateways)\/([^/]+)(?:\/([^/]+)\/)?/.exec(url) ?? [];
  if (top === undefined || folder === undefined) return undefined;
  if (folder.endsWith('.js')) return top;
  return within === undefined ? `${top}/${folder}` : `${top}/${folder}/${within}`;
}
