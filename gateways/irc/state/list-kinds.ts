import type { Isupport } from '../wire/isupport.js';
import type { ListKind } from './views.js';

/** What a mode of CHANMODES type A lists; undefined for those that list no masks of people that we know of. */
export function listKind(mode: string, isupport: Pick<Isupport, 'excepts' | 'invex'>): ListKind | undefined {
  if (mode === 'b') return 'ban';
  if (mode === (isupport.excepts ?? 'e')) return 'exception';
  if (mode === (isupport.invex ?? 'I')) return 'invite-exception';
  return mode === 'q' ? 'quiet' : undefined;
}
