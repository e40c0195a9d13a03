import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** A part that an occupant plays beside role and affiliation (XEP-0317 3.1), such as `operator`. */
export interface Hat {
  /** Says which hat it is, to programs. */
  readonly uri: string;
  /** Says it to people, in `lang`. */
  readonly title: string;
  readonly lang?: string;
}

/** The element of an occupant's presence; undefined for a bare head. */
export function hatsElement(hats: readonly Hat[]): Element | undefined {
  if (hats.length === 0) return undefined;
  const each = hats.map(({ uri, title, lang }) => el('hat', { uri, title, 'xml:lang': lang }));
  return el('hats', { xmlns: NS.hats }, ...each);
}

const MOST = 16;

/** The `uri` of each hat in an occupant's presence. */
export function readHats(presence: Element): readonly string[] {
  const hats = presence.getChild('hats', NS.hats)?.getChildren('hat') ?? [];
  return hats.slice(0, MOST).flatMap(({ attrs }) => (attrs.uri === undefined ? [] : [attrs.uri]));
}
