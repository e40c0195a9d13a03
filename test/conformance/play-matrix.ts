import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Element } from 'ltx';
import { type AddressKind, type Expected, matrix, otherwise } from './address-matrix.js';

/** The addresses of one gateway by what they are. `gateway node`: the other address of the gateway, which answers alike. */
export type Addresses = Partial<Readonly<Record<AddressKind | 'gateway node', string>>>;

/** Whoever asks: on the component's own stream, or a client behind a server. */
export interface Asker {
  /** Sends stanzas and resolves with all stanzas that came until everything of it must have been answered. */
  exchange(xml: string): Promise<readonly Element[]>;
}

/** Asks every address for everything, one test a kind of request. */
export function playMatrix(get: () => { readonly asker: Asker; readonly addresses: Addresses }): void {
  let ids = 0;
  for (const { says, iq, expected, holds } of matrix) {
    it(says, async () => {
      const { asker, addresses } = get();
      for (const [name, to] of Object.entries(addresses)) {
        const kind = (name === 'gateway node' ? 'gateway' : name) as AddressKind;
        ids += 1;
        const id = `x${ids}`;
        const answers = await asker.exchange(`<iq to="${to.replaceAll("'", '&apos;')}" ${iq.replace('{id}', id)}`);
        const seen = answers.map((answer) => answer.toString()).join('\n');
        const wanted = expected[kind] ?? otherwise[kind];
        assert.deepEqual(answers.map(outcomeOf), wanted === 'silence' ? [] : [wanted], `${kind} ${to}: ${seen}`);
        const [answer] = answers;
        if (answer === undefined) continue;
        assert.equal(answer.attrs.from, to, 'from just the address that was asked');
        if (iq.includes('{id}')) assert.equal(answer.attrs.id, id);
        for (const part of holds?.[kind] ?? []) {
          const found = typeof part === 'string' ? seen.includes(part) : part.test(seen);
          assert.ok(found, `${kind} ${to}: ${String(part)} is not in ${seen}`);
        }
      }
    });
  }
}

/** What a stanza says, by the rules of RFC 6120 8.3: an error has a type and exactly one defined condition. */
export function outcomeOf(stanza: Element): Expected {
  if (stanza.attrs.type !== 'error')
    return stanza.attrs.type === 'result' ? 'result' : `modify/no-answer-${stanza.name}`;
  const error = stanza.getChild('error');
  const conditions = (error?.getChildElements() ?? []).filter(
    (child) => child.getNS() === 'urn:ietf:params:xml:ns:xmpp-stanzas' && child.name !== 'text',
  );
  assert.equal(conditions.length, 1, stanza.toString());
  return `${error?.attrs.type}/${conditions[0]?.name}` as Expected;
}
