import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findListCycles, type NamedList } from '../../../../gateways/alerts/people/list-cycles.js';
import {
  expandList,
  expandMembers,
  type ListBook,
  type NamedMember,
  type PlaceMember,
} from '../../../../gateways/alerts/people/lists.js';

type ListMember = NamedMember | PlaceMember;

function person(name: string): ListMember {
  return { kind: 'person', name };
}

function inner(name: string): ListMember {
  return { kind: 'list', name };
}

function book(
  lists: Readonly<Record<string, readonly ListMember[]>>,
  onCall: Readonly<Record<string, string[]>> = {},
): ListBook<PlaceMember> {
  return {
    list: (name) => (Object.hasOwn(lists, name) ? { members: lists[name] ?? [] } : undefined),
    onCall: (name) => onCall[name],
  };
}

function told(expansion: ReturnType<typeof expandList>): string[] {
  return expansion.recipients.map(({ member, ways }) => {
    const who = 'uri' in member ? member.uri : member.name;
    return `${who}: ${ways.map((way) => way.join('>')).join(', ')}`;
  });
}

describe('expandList', () => {
  it('has everybody once, with each way that leads there', () => {
    const address: ListMember = { uri: 'xmpp:room@muc.example.org?join' };
    const lists = book({
      all: [person('alice'), inner('ops'), inner('web'), address],
      ops: [person('bob'), person('alice')],
      web: [person('carol'), inner('ops'), person('bob'), address],
    });
    assert.deepEqual(told(expandList('all', lists)), [
      'alice: all, all>ops',
      'xmpp:room@muc.example.org?join: all, all>web',
      'bob: all>ops, all>web',
      'carol: all>web',
    ]);
  });

  it('takes whoever is on call, and says where that is nobody', () => {
    const lists = book(
      {
        ops: [
          { kind: 'rotation', name: 'first' },
          { kind: 'rotation', name: 'second' },
        ],
      },
      { first: ['bob'], second: [] },
    );
    const expansion = expandList('ops', lists);
    assert.deepEqual(told(expansion), ['bob: ops>first']);
    assert.deepEqual(expansion.problems, [{ kind: 'nobody-on-call', name: 'second', way: ['ops'] }]);
  });

  it('tells lists and rotations that are not there', () => {
    assert.deepEqual(expandList('ops', book({ ops: [inner('web'), { kind: 'rotation', name: 'first' }] })).problems, [
      { kind: 'no-such-list', name: 'web', way: ['ops'] },
      { kind: 'no-such-rotation', name: 'first', way: ['ops'] },
    ]);
    assert.deepEqual(expandList('ops', book({})).problems, [{ kind: 'no-such-list', name: 'ops', way: [] }]);
  });

  it('cuts cycles', () => {
    const lists = book({ a: [inner('b'), person('alice')], b: [inner('a'), inner('b'), person('bob')] });
    assert.deepEqual(told(expandList('a', lists)), ['alice: a', 'bob: a>b']);
  });

  it('stops at the limit and says so once', () => {
    const everybody = Array.from({ length: 50 }, (_, index) => person(`p${index}`));
    const expansion = expandMembers(everybody, book({}), 10);
    assert.equal(expansion.recipients.length, 10);
    assert.deepEqual(expansion.problems, [{ kind: 'too-many', limit: 10 }]);
  });

  it('costs no more than the members of all lists, however they are within each other', () => {
    const names = Array.from({ length: 200 }, (_, index) => `l${index}`);
    const all = Object.fromEntries(names.map((name) => [name, [...names.map(inner), person(name)]]));
    const began = performance.now();
    assert.equal(expandList('l0', book(all)).recipients.length, 200);
    assert.ok(performance.now() - began < 1000);
  });
});

describe('findListCycles', () => {
  function lists(given: Readonly<Record<string, readonly string[]>>): NamedList[] {
    return Object.entries(given).map(([name, members]) => ({ name, members: members.map(inner) }));
  }

  it('tells the way round', () => {
    assert.deepEqual(findListCycles(lists({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })), []);
    assert.deepEqual(findListCycles(lists({ a: ['b'], b: ['c'], c: ['b', 'x'] })), [['b', 'c', 'b']]);
    assert.deepEqual(findListCycles(lists({ a: ['a'] })), [['a', 'a']]);
  });

  it('finds one exactly where some list leads back to itself', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const graphs = fc.tuple(...names.map(() => fc.subarray(names)));
    fc.assert(
      fc.property(graphs, (edges) => {
        const graph = Object.fromEntries(names.map((name, index) => [name, edges[index] ?? []]));
        const reach = (from: string, seen = new Set<string>()): Set<string> => {
          for (const next of graph[from] ?? []) {
            if (seen.has(next)) continue;
            seen.add(next);
            reach(next, seen);
          }
          return seen;
        };
        const found = findListCycles(lists(graph));
        assert.equal(
          found.length > 0,
          names.some((name) => reach(name).has(name)),
        );
        for (const cycle of found) {
          assert.equal(cycle.at(0), cycle.at(-1));
          for (const [index, name] of cycle.slice(0, -1).entries())
            assert.ok(graph[name]?.includes(cycle[index + 1] ?? ''));
        }
      }),
    );
  });

  it('is not stopped by depth', () => {
    const deep = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`l${index}`, [`l${index + 1}`]]));
    assert.deepEqual(findListCycles(lists(deep)), []);
  });
});
