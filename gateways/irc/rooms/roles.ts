import type { Affiliation, Role } from '../../../src/xmpp/muc/terms.js';
import type { MemberPrefix } from '../wire/isupport.js';
import type { ModeChange } from '../wire/modes.js';

/** What an occupant is in a room (XEP-0045 5). */
interface Standing {
  readonly affiliation: Affiliation;
  readonly role: Role;
}

/** The ranks that modes of members stand for, highest first. */
const RANKS = ['owner', 'admin', 'half', 'voice'] as const;
type Rank = (typeof RANKS)[number];

const STANDINGS: Readonly<Record<Rank, Standing>> = {
  owner: { affiliation: 'owner', role: 'moderator' },
  admin: { affiliation: 'admin', role: 'moderator' },
  half: { affiliation: 'member', role: 'moderator' },
  voice: { affiliation: 'member', role: 'participant' },
};
const PARTICIPANT: Standing = { affiliation: 'none', role: 'participant' };
const VISITOR: Standing = { affiliation: 'none', role: 'visitor' };

const USUAL: Readonly<Record<string, Rank>> = { q: 'owner', a: 'owner', o: 'admin', h: 'half', v: 'voice' };

/** What of a channel decides about ranks. */
export interface Ranking {
  /** Highest first (ISUPPORT PREFIX). */
  readonly prefix: readonly MemberPrefix[];
  /** Only those with a voice may speak (mode m). */
  readonly moderated: boolean;
}

/** The rank of a mode. One that is not usual is judged by where the network puts it. */
function rankOf(mode: string, prefix: readonly MemberPrefix[]): Rank {
  const usual = USUAL[mode];
  if (usual !== undefined) return usual;
  const place = (letter: string) => prefix.findIndex((one) => one.mode === letter);
  const own = place(mode);
  const operator = place('o');
  const voice = place('v');
  if (operator !== -1 && own < operator) return 'owner';
  return voice !== -1 && own > voice ? 'voice' : 'half';
}

/** What a member is, by the signs of their prefixes. Whoever has no voice in a moderated channel is a visitor. */
export function standingOf(signs: string, { prefix, moderated }: Ranking): Standing {
  let best: Rank | undefined;
  for (const { mode, sign } of prefix) {
    if (!signs.includes(sign)) continue;
    const rank = rankOf(mode, prefix);
    if (best === undefined || RANKS.indexOf(rank) < RANKS.indexOf(best)) best = rank;
  }
  return best !== undefined ? STANDINGS[best] : moderated ? VISITOR : PARTICIPANT;
}

/** What is wanted of somebody: a role, or an affiliation. */
export type Wanted = { readonly role: Role } | { readonly affiliation: Affiliation };

/** What there is to do for it. */
type RoleChange =
  /** Changes of one MODE, those given first; none where all is as wanted. */
  | { readonly kind: 'modes'; readonly changes: readonly ModeChange[] }
  /** They are to leave: role `none`. */
  | { readonly kind: 'kick' }
  /** They are not to come again: affiliation `outcast`. */
  | { readonly kind: 'ban' }
  /** The network has no such rank. */
  | { readonly kind: 'refused'; readonly why: 'not-offered' }
  /** Everybody may speak in a channel that is not moderated. */
  | { readonly kind: 'refused'; readonly why: 'not-moderated' };

/** What makes somebody with these signs what is wanted. What they have above it is taken in the same change. */
export function changeFor(wanted: Wanted, nick: string, signs: string, ranking: Ranking): RoleChange {
  const now = standingOf(signs, ranking);
  if ('role' in wanted) {
    if (wanted.role === 'none') return { kind: 'kick' };
    if (wanted.role === now.role) return NOTHING;
    return roleChange(wanted.role, nick, signs, ranking);
  }
  if (wanted.affiliation === 'outcast') return { kind: 'ban' };
  if (wanted.affiliation === now.affiliation) return NOTHING;
  switch (wanted.affiliation) {
    case 'none':
      return { kind: 'modes', changes: taken(RANKS, nick, signs, ranking) };
    case 'member':
      return given(['v'], ['owner', 'admin', 'half'], nick, signs, ranking);
    case 'admin':
      return given(['o'], ['owner'], nick, signs, ranking);
    case 'owner':
      return given(['a', 'q'], [], nick, signs, ranking);
  }
}

const NOTHING: RoleChange = { kind: 'modes', changes: [] };

function roleChange(role: Exclude<Role, 'none'>, nick: string, signs: string, ranking: Ranking): RoleChange {
  if (role === 'moderator') return given(['h', 'o'], [], nick, signs, ranking);
  if (role === 'visitor') {
    if (!ranking.moderated) return { kind: 'refused', why: 'not-moderated' };
    return { kind: 'modes', changes: taken(RANKS, nick, signs, ranking) };
  }
  const above = ['owner', 'admin', 'half'] as const;
  if (ranking.moderated) return given(['v'], above, nick, signs, ranking);
  return { kind: 'modes', changes: taken(above, nick, signs, ranking) };
}

/** Gives the first of these modes that the network has, unless it is held, and takes all of those ranks. */
function given(
  modes: readonly string[],
  above: readonly Rank[],
  nick: string,
  signs: string,
  ranking: Ranking,
): RoleChange {
  const offered = modes.map((mode) => ranking.prefix.find((one) => one.mode === mode)).find((one) => one !== undefined);
  if (offered === undefined) return { kind: 'refused', why: 'not-offered' };
  const more: readonly ModeChange[] = signs.includes(offered.sign)
    ? []
    : [{ sign: '+', mode: offered.mode, param: nick }];
  return { kind: 'modes', changes: [...more, ...taken(above, nick, signs, ranking)] };
}

function taken(ranks: readonly Rank[], nick: string, signs: string, { prefix }: Ranking): readonly ModeChange[] {
  return prefix
    .filter(({ mode, sign }) => signs.includes(sign) && ranks.includes(rankOf(mode, prefix)))
    .map(({ mode }) => ({ sign: '-', mode, param: nick }));
}
