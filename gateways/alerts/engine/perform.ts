import type { Collected, Effect, Telling } from './effect.js';
import type { Ports } from './ports.js';

type Of<Kind extends Effect['kind']> = Extract<Effect, { readonly kind: Kind }>;

interface Performers {
  readonly ports: Pick<Ports, 'tell' | 'audit' | 'back' | 'forward' | 'warn'>;
  collect(collected: Collected): Promise<void>;
  open(effect: Of<'open'>): Promise<void>;
  close(effect: Of<'close'>): Promise<void>;
  opened(effect: Of<'opened'>): Promise<void>;
  inhibit(effect: Of<'inhibit'>): Promise<void>;
  wake(at: number | undefined): Promise<void>;
}

/**
 * Does what was decided. Messages to one place go one after the other, to different places side by side; the rest in its order, the
 * audit last, so that it never tells of what was not done. Rejects where something could not be done: then all of it is done again.
 */
export async function perform(effects: readonly Effect[], performers: Performers): Promise<void> {
  const byPlace = new Map<string, Telling[]>();
  for (const effect of effects) {
    if (effect.kind !== 'tell') continue;
    const { uri } = effect.telling.place;
    byPlace.set(uri, [...(byPlace.get(uri) ?? []), effect.telling]);
  }
  await Promise.all([...byPlace.values()].map((tellings) => inOrder(tellings, performers.ports)));
  for (const effect of effects) {
    if (effect.kind !== 'tell' && effect.kind !== 'audit') await performOne(effect, performers);
  }
  const rows = effects.flatMap((effect) => (effect.kind === 'audit' ? [effect.row] : []));
  await Promise.all(rows.map((row) => performers.ports.audit(row)));
}

async function inOrder(tellings: readonly Telling[], ports: Pick<Ports, 'tell'>): Promise<void> {
  for (const telling of tellings) await ports.tell(telling);
}

async function performOne(effect: Exclude<Effect, { kind: 'tell' | 'audit' }>, performers: Performers): Promise<void> {
  switch (effect.kind) {
    case 'back':
      await performers.ports.back(effect.backward);
      return;
    case 'forward':
      await performers.ports.forward(effect.forward);
      return;
    case 'collect':
      await performers.collect(effect.collected);
      return;
    case 'open':
      await performers.open(effect);
      return;
    case 'close':
      await performers.close(effect);
      return;
    case 'opened':
      await performers.opened(effect);
      return;
    case 'inhibit':
      await performers.inhibit(effect);
      return;
    case 'unreached': {
      const { id, ...warning } = effect;
      await performers.ports.warn(id, warning);
      return;
    }
    case 'wake':
      await performers.wake(effect.at);
      return;
  }
}
