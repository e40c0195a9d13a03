import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { itemPage } from '../../../src/core/iq/item-page.js';
import type { DiscoItem } from '../../../src/xmpp/disco.js';
import { el } from '../../../src/xmpp/element.js';
import { NS } from '../../../src/xmpp/namespaces.js';

const items = (count: number): readonly DiscoItem[] =>
  Array.from({ length: count }, (_, index) => ({ jid: `i${index}@example.org`, name: `${index}` }));

function page(all: readonly DiscoItem[], ...set: Parameters<typeof el>[2][]) {
  const request = el(
    'query',
    { xmlns: NS.discoItems },
    set.length === 0 ? undefined : el('set', { xmlns: NS.rsm }, ...set),
  );
  const answer = itemPage(all, request);
  if (answer === undefined) return undefined;
  const result = answer.getChild('set', NS.rsm);
  return {
    names: answer.getChildren('item').map(({ attrs }) => attrs.name),
    count: result?.getChildText('count'),
    first: result?.getChildText('first'),
    last: result?.getChildText('last'),
  };
}

describe('items of an address in pages', () => {
  it('come all at once where they are few and nobody asks for less', () => {
    assert.deepEqual(page(items(2)), { names: ['0', '1'], count: undefined, first: undefined, last: undefined });
    assert.deepEqual(page([])?.names, []);
  });

  it('come in pages where they are many', () => {
    const first = page(items(450));
    assert.deepEqual([first?.names.length, first?.count, first?.last], [200, '450', 'i199@example.org']);
    const second = page(items(450), el('after', {}, first?.last));
    assert.deepEqual([second?.names[0], second?.names.length], ['200', 200]);
    const third = page(items(450), el('after', {}, second?.last));
    assert.deepEqual([third?.names[0], third?.names.length], ['400', 50]);
  });

  it('come from any place, forwards and backwards', () => {
    const max = el('max', {}, '2');
    assert.deepEqual(page(items(5), max)?.names, ['0', '1']);
    assert.deepEqual(page(items(5), max, el('before', {}))?.names, ['3', '4']);
    assert.deepEqual(page(items(5), max, el('before', {}, 'i3@example.org'))?.names, ['1', '2']);
    assert.deepEqual(page(items(5), max, el('before', {}, 'i1@example.org'))?.names, ['0']);
    assert.deepEqual(page(items(5), max, el('index', {}, '4'))?.names, ['4']);
    assert.deepEqual(page(items(5), el('max', {}, '0')), { names: [], count: '5', first: undefined, last: undefined });
  });

  it('are none where the page cannot be', () => {
    assert.equal(page(items(5), el('after', {}, 'nobody@example.org')), undefined);
    assert.equal(page(items(5), el('max', {}, 'many')), undefined);
  });
});
