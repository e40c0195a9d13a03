import { type Element, el } from './element.js';
import { buildForm, type Form, readForm } from './forms.js';
import { NS } from './namespaces.js';

/** Service discovery (XEP-0030) with extensions (XEP-0128). */
interface DiscoIdentity {
  readonly category: string;
  readonly type: string;
  readonly name?: string;
  readonly lang?: string;
}

/** What an entity says of itself (XEP-0030 3): what it is, what it can, and forms with more (XEP-0128). */
export interface DiscoInfo {
  readonly identities: readonly DiscoIdentity[];
  readonly features: readonly string[];
  readonly forms?: readonly Form[];
}

/** An entity, or a node of one, that belongs to another one (XEP-0030 4). */
export interface DiscoItem {
  readonly jid: string;
  readonly node?: string;
  readonly name?: string;
}

/** The answer to disco#info; the node of the request is mirrored. The feature disco#info itself is always there. */
export function discoInfoQuery(info: DiscoInfo, node?: string): Element {
  const features = new Set([NS.discoInfo as string, ...info.features]);
  return el(
    'query',
    { xmlns: NS.discoInfo, node },
    ...info.identities.map(({ category, type, name, lang }) =>
      el('identity', { category, type, name, 'xml:lang': lang }),
    ),
    ...[...features].map((feature) => el('feature', { var: feature })),
    ...(info.forms ?? []).map(buildForm),
  );
}

/** The answer to disco#items; without items it is empty, which is no error. `page`: which part of the items it has (XEP-0059). */
export function discoItemsQuery(items: readonly DiscoItem[], node?: string, page?: Element): Element {
  return el(
    'query',
    { xmlns: NS.discoItems, node },
    ...items.map(({ jid, node: itemNode, name }) => el('item', { jid, node: itemNode, name })),
    page,
  );
}

/** Reads a disco#info answer. */
export function readDiscoInfo(query: Element): DiscoInfo {
  return {
    identities: query.getChildren('identity').map(({ attrs }) => ({
      category: attrs.category ?? '',
      type: attrs.type ?? '',
      ...(attrs.name === undefined ? {} : { name: attrs.name }),
      ...(attrs['xml:lang'] === undefined ? {} : { lang: attrs['xml:lang'] }),
    })),
    features: query.getChildren('feature').flatMap(({ attrs }) => (attrs.var === undefined ? [] : [attrs.var])),
    forms: query.getChildren('x', NS.data).flatMap((x) => readForm(x) ?? []),
  };
}

/** Reads a disco#items answer; items without an address are left out. */
export function readDiscoItems(query: Element): readonly DiscoItem[] {
  return query
    .getChildren('item')
    .flatMap(({ attrs: { jid, node, name } }) =>
      jid === undefined
        ? []
        : [{ jid, ...(node === undefined ? {} : { node }), ...(name === undefined ? {} : { name }) }],
    );
}
