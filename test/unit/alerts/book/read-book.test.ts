import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CalendarCheck } from '../../../../gateways/alerts/book/checks/rotation-checks.js';
import { targetKey } from '../../../../gateways/alerts/book/place.js';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';
import { readBook } from '../../../../gateways/alerts/book/read-book.js';
import { findingText } from '../../../../gateways/alerts/book/route-test.js';
import { checkShifts } from '../../../../gateways/alerts/people/check-shifts.js';
import { EXAMPLE } from './example.js';
import { bookOf, chance, findings, NOW, read } from './helpers.js';

test('a book with something in every section has no findings', () => {
  assert.deepEqual(findings(EXAMPLE), []);
});

test('people have their places in the order that they prefer, and zones and defaults', () => {
  const book = bookOf(EXAMPLE);
  const alice = book.person('alice');
  assert.deepEqual(
    alice?.places.map(({ uri }) => uri),
    ['sms:+33612345678', 'xmpp:alice@example.org', 'irc://libera/alice', 'mailto:alice@example.net'],
  );
  assert.deepEqual(alice?.least, { xmpp: 'info', irc: 'info', email: 'info', sms: 'error' });
  assert.equal(alice?.zone, 'Europe/Paris');
  assert.deepEqual(
    alice?.quiet?.windows.map(({ name }) => name),
    ['night'],
  );
  assert.deepEqual([...(book.person('bob')?.resolved ?? [])], ['xmpp']);
  assert.equal(book.person('bob')?.title, 'bob');
  assert.deepEqual(alice?.steps, { critical: [{ media: ['xmpp', 'sms'], wait: 120_000 }, { media: ['email'] }] });
});

test('who somebody is: by address, by account of IRC, never by nick', () => {
  const book = bookOf(EXAMPLE);
  const at = (text: string) => {
    const place = parsePlace(text);
    return place.ok ? book.personAt(place.value)?.name : assert.fail(text);
  };
  assert.equal(at('xmpp:BOB@example.com'), 'bob');
  assert.equal(at('sms:+33 6 12 34 56 78'), 'alice');
  assert.equal(at('irc://libera/alice'), undefined);
  assert.equal(book.personByAccount('libera', 'ALICE')?.name, 'alice');
  assert.equal(book.personByAccount('oftc', 'alice'), undefined);
});

test('lists are opened, everybody is named once, rotations stay', () => {
  const book = bookOf(EXAMPLE);
  const members = book
    .members([
      { kind: 'list', name: 'ops' },
      { kind: 'person', name: 'bob' },
    ])
    .map(targetKey);
  assert.deepEqual(members, [
    'person:alice',
    'person:bob',
    'rotation:oncall',
    'mailto:ops@example.net',
    'xmpp:ops@rooms.example.org?join',
  ]);
});

test('a list goes to no more than it allows', () => {
  const places = Array.from({ length: 8 }, (_, i) => `"mailto:p${i}@example.net"`).join(', ');
  const book = bookOf(`lists: { all-of-us: { members: [${places}], most: 3 } }`);
  assert.equal(book.members([{ kind: 'list', name: 'all-of-us' }]).length, 3);
});

test('routes have what those above them have, and defaults', () => {
  const book = bookOf(EXAMPLE);
  const [db, inner, dev, web] = ['db', 'db-test', 'db-dev', 'web'].map((name) => book.route(name));
  assert.ok(db && inner && dev && web);
  assert.deepEqual(inner.path, ['db', 'db-test']);
  assert.deepEqual(
    [db.groupBy, inner.groupBy, dev.groupBy, web.groupBy],
    [['alertname'], ['alertname'], 'all', ['alertname', 'cluster']],
  );
  assert.deepEqual([db.groupWait, db.groupInterval, db.repeat, web.repeat], [10_000, 300_000, 0, 4 * 3_600_000]);
  assert.deepEqual([db.policy, inner.policy, dev.policy, web.policy], ['urgent', undefined, 'urgent', undefined]);
  assert.deepEqual(
    [inner.mute.length, inner.active.length, inner.bypass, inner.muted, inner.expire],
    [1, 1, 'critical', 'drop', 86_400_000],
  );
  assert.deepEqual([db.zone, dev.zone], ['Europe/Paris', 'Asia/Tokyo']);
  assert.deepEqual(
    dev.destinations.map(({ target }) => targetKey(target)),
    ['person:bob'],
  );
  assert.deepEqual(
    [db.rate, web.rate],
    [
      { count: 300, per: 60_000 },
      { count: 10, per: 3_600_000 },
    ],
  );
  assert.deepEqual([db.address, web.address], [true, false]);
  assert.deepEqual(db.allow.send, [{ kind: 'people' }, { kind: 'bot', name: 'ci' }]);
  assert.deepEqual(db.allow.silence, [
    { kind: 'list', name: 'ops' },
    { kind: 'domain', domain: 'example.org' },
    { kind: 'jid', jid: 'root@example.org' },
  ]);
  const [, room, phone] = db.destinations;
  assert.deepEqual([room?.direction, room?.updates, room?.resolved?.has('sms')], ['inout', 'edit', true]);
  assert.deepEqual([phone?.least, phone?.template, phone?.resolved], ['critical', 'short', undefined]);
});

test('a route below one that is not enabled is not enabled', () => {
  const book = bookOf(`people: { a: { xmpp: a@example.org } }
routes: [{ name: x, enabled: false, to: a, routes: [{ name: y, enabled: true }] }]`);
  assert.equal(book.route('y')?.enabled, false);
});

test('sources and bots are found by their tokens, of which the book keeps only hashes', () => {
  const book = bookOf(EXAMPLE);
  assert.equal(book.sourceByToken('0123456789abcdef-prom')?.name, 'prom');
  assert.equal(book.sourceByToken('0123456789abcdef-ci00'), undefined);
  assert.equal(book.botByToken('0123456789abcdef-ci00')?.name, 'ci');
  assert.equal(book.botByToken('x'.repeat(100_000)), undefined);
  assert.equal(book.source('prom')?.tokenHash, createHash('sha256').update('0123456789abcdef-prom').digest('hex'));
  assert.ok(!JSON.stringify(book).includes('0123456789abcdef'));
  const off = EXAMPLE.replace('kind: alertmanager', 'kind: alertmanager\n    enabled: false');
  assert.equal(bookOf(off).sourceByToken('0123456789abcdef-prom'), undefined);
});

test('what people write to routes has a source of its own, unless the book has one', () => {
  assert.equal(bookOf(EXAMPLE).source('message')?.kind, 'message');
  const own = bookOf(`${EXAMPLE}`.replace('sources:', 'sources:\n  chat: { kind: message, media: [xmpp] }'));
  assert.equal(own.source('message'), undefined);
  assert.deepEqual([...(own.source('chat')?.media ?? [])], ['xmpp']);
});

test('rotations, policies, limits, bridges and places of sources', () => {
  const book = bookOf(EXAMPLE);
  const rotation = book.rotation('oncall');
  assert.deepEqual(
    rotation?.layers.map(({ turns, length }) => [turns, length]),
    [
      [[['alice'], ['bob', 'alice']], { count: 2, unit: 'week' }],
      [[['bob']], { count: 1, unit: 'day' }],
    ],
  );
  // Nine in the morning of Paris in winter, and a time with its own zone.
  assert.deepEqual(rotation?.overrides, [
    { from: Date.UTC(2026, 2, 3, 8), to: Date.UTC(2026, 2, 4, 8), people: ['bob'], instead: 'alice' },
  ]);
  assert.deepEqual(
    book.policy('urgent')?.steps.map(({ when, by, wait, until, least }) => [when, by, wait, until, least]),
    [
      ['online', ['xmpp'], 300_000, 'seen', 'info'],
      ['always', ['sms'], 600_000, 'acknowledged', 'info'],
      ['always', [], 900_000, 'acknowledged', 'critical'],
    ],
  );
  assert.deepEqual(book.limits.money?.prices, { '': 0.08, '+33': 0.05, '+3368': 0.06 });
  assert.deepEqual(book.limits.network, { sms: { count: 20, per: 60_000 } });
  assert.deepEqual(book.source('prom')?.upstream, {
    kind: 'alertmanager',
    url: 'https://am.example.org',
    silence: 4 * 3_600_000,
    user: 'relay',
    password: 'pass',
  });
  assert.deepEqual(book.list('ops')?.send, [{ kind: 'people' }]);
  const channel = parsePlace('irc://libera/#TALK');
  const node = parsePlace('pubsub:pubsub.example.org/weather');
  assert.ok(channel.ok && node.ok);
  assert.deepEqual(
    book.bridgesAt(channel.value).map(({ name }) => name),
    ['ops'],
  );
  assert.deepEqual(
    book.sourcesAt(node.value).map(({ name }) => name),
    ['weather'],
  );
  assert.equal(book.bridge('ops')?.replace[0]?.pattern.replace('teh end', 'the'), 'the end');
});

const ALICE = 'people: { alice: { xmpp: alice@example.org } }\n';
const TOKEN = 'token: 0123456789abcdef';

/** A book, and what is found in it. */
const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['no YAML', 'routes: [', /^routes.yaml:1: error: the file this is not valid YAML/],
  ['no sections', '- a', /holds no sections/],
  ['a key that is not known', 'rotes: []', /routes.yaml:1: error: rotes is not known: did you mean routes\?/],
  [
    'a key in a route',
    `${ALICE}routes:\n  - { name: x, too: [alice] }`,
    /:3: error: routes\[0\].too is not known: did you mean to\?/,
  ],
  [
    'a key in a route below another',
    `${ALICE}routes:\n  - name: x\n    to: alice\n    routes:\n      - { name: y, mach: [a=b] }`,
    /:6: error: routes\[0\].routes\[0\].mach is not known: did you mean match\?/,
  ],
  [
    'a key of a destination',
    `${ALICE}routes: [{ name: x, to: [{ target: alice, leest: info }] }]`,
    /to\[0\].leest is not known: did you mean least/,
  ],
  [
    'a destination of another kind',
    `${ALICE}routes: [{ name: x, to: [5] }]`,
    /must be a text or a section with keys, and is a number/,
  ],
  [
    'a name that cannot be',
    'people: { Alice B: { xmpp: a@b } }',
    /has a name that cannot be: a name has small letters/,
  ],
  [
    'the name of the gateway',
    `${ALICE}routes: [{ name: gateway, to: alice }]`,
    /gateway is the address of the gateway itself/,
  ],
  ['a rate', 'limits: { source: 5 per minute }', /write a rate as a count and the time for it, such as 300\/5m/],
  ['a unit', `${ALICE}routes: [{ name: x, to: alice, groupWait: 30 }]`, /groupWait \(30\) must be a text/],
  ['a source that everybody can use', 'sources: { x: { kind: json } }', /has neither token nor hmac/],
  [
    'a short token',
    'sources: { x: { kind: json, token: abc } }',
    /sources.x.token \(\(hidden\)\)|at least 16 characters/,
  ],
  [
    'a signature without a time',
    `sources: { x: { kind: grafana, ${TOKEN}, hmac: { secret: 12345678 } } }`,
    /put it into quotes/,
  ],
  [
    'a signature that can be repeated',
    `${ALICE}routes: [{ name: r, to: alice }]\nsources: { x: { kind: grafana, ${TOKEN}, hmac: { secret: "12345678" } } }`,
    /warning: sources.x.hmac signs no time/,
  ],
  ['fields of another kind', `sources: { x: { kind: text, ${TOKEN}, fields: { a: b } } }`, /is for kind json alone/],
  [
    'places of another kind',
    `sources: { x: { kind: text, ${TOKEN}, places: "pubsub:a.b/c" } }`,
    /is not for kind text/,
  ],
  ['a source of nodes without one', 'sources: { x: { kind: pubsub } }', /names no node to listen at/],
  [
    'a route of a source',
    `${ALICE}routes: [{ name: web, to: alice }]\nsources: { x: { kind: text, ${TOKEN}, route: wbe } }`,
    /is no route of the book: did you mean web\?/,
  ],
  [
    'one token for two',
    `sources: { a: { kind: text, ${TOKEN} }, b: { kind: text, ${TOKEN} } }`,
    /sources.b has the same token as a/,
  ],
  [
    'a source that is a bot',
    `sources: { a: { kind: text, ${TOKEN} } }\nbots: { a: { token: 0123456789abcdefg } }`,
    /bots.a is also the name of a source/,
  ],
  ['a bot without a token', 'bots: { a: { scopes: [send] } }', /bots.a.token give token or tokenFile/],
  [
    'a token file that is not there',
    'bots: { a: { tokenFile: /nowhere/at/all } }',
    /tokenFile .* cannot be read: there is no such file/,
  ],
  ['a person without an address', 'people: { a: { title: A } }', /people.a has no address/],
  ['a room as an address of a person', 'people: { a: { xmpp: "xmpp:a@b?join" } }', /is not the address of one person/],
  ['a zone', 'people: { a: { xmpp: a@b, zone: Europe/Pari } }', /people.a.zone \("Europe\/Pari"\) is no time zone/],
  [
    'an address of two people',
    'people: { a: { xmpp: a@b }, b: { xmpp: A@b } }',
    /has the address xmpp:a@b, which b has too/,
  ],
  [
    'a person and a list of one name',
    'people: { a: { xmpp: a@b } }\nlists: { a: { members: ["xmpp:c@d"] } }',
    /the name a is taken \(routes.yaml, line 2\)/,
  ],
  ['a name with a meaning', 'people: { everyone: { xmpp: a@b } }', /everyone has a meaning of its own/],
  ['an empty list', 'lists: { a: { members: [] } }', /lists.a has no members/],
  [
    'a member that is not there',
    `${ALICE}lists: { a: { members: [alise] } }`,
    /lists.a.members\[0\] \("alise"\) is no person or list or rotation of the book: did you mean alice\?/,
  ],
  [
    'lists in a circle',
    'lists: { a: { members: [b] }, b: { members: [c, "xmpp:x@y"] }, c: { members: [a] } }',
    /lists.a.members is in itself: a > b > c > a/,
  ],
  ['a list in itself', 'lists: { a: { members: [a] } }', /is in itself: a > a/],
  [
    'no gateway',
    'lists: { a: { members: ["sms:+15550123456"] } }',
    /cannot be reached: this installation has no gateway for sms: add gateways.sms/,
  ],
  [
    'a turn of nobody',
    `${ALICE}rotations: { r: { layers: [{ people: [alice, []], start: 2026-01-01 }] } }`,
    /has a turn of nobody/,
  ],
  [
    'a turn',
    `${ALICE}rotations: { r: { layers: [{ people: [alice], start: 2026-01-01, turn: fortnight }] } }`,
    /write daily, weekly, monthly, 12h/,
  ],
  ['a start', `${ALICE}rotations: { r: { layers: [{ people: [alice], start: 2026-02-30 }] } }`, /is no local time/],
  [
    'an override that ends before it begins',
    `${ALICE}rotations: { r: { layers: [{ people: [alice], start: 2026-01-01 }], overrides: [{ from: 2026-01-02, to: 2026-01-01, people: alice }] } }`,
    /is not after from/,
  ],
  ['a rotation of nobody', 'rotations: { r: {} }', /has neither layers nor a calendar/],
  ['a calendar that is not there', 'rotations: { r: { calendar: x.ics } }', /cannot be read: there is no such file/],
  ['a step that does nothing', 'policies: { p: { steps: [{}] } }', /a step tells somebody, or waits/],
  [
    'repeating without a wait',
    `${ALICE}policies: { p: { steps: [{ tell: alice }], repeat: 3 } }`,
    /repeats without any wait/,
  ],
  ['a window that is over', 'windows: { w: [{ years: [2020] }] }', /warning: windows.w is never open again/],
  [
    'a day that no month has',
    'windows: { w: [{ months: [february], days_of_month: [30] }] }',
    /windows.w is never open again/,
  ],
  [
    'a window over midnight',
    'windows: { w: [{ times: ["22:00-06:00"] }] }',
    /ends before it begins: write two: 22:00-24:00 and 00:00-06:00/,
  ],
  [
    'a weekday',
    'windows: { w: [{ weekdays: [moonday] }] }',
    /windows.w\[0\].weekdays\[0\] \("moonday"\) is not known: did you mean monday\?/,
  ],
  ['days of two months', 'windows: { w: [{ days_of_month: ["-3:2"] }] }', /write two ranges/],
  ['years', 'windows: { w: [{ years: ["2027:2026"] }] }', /write 2026:2027/],
  ['an empty window', 'windows: { w: [] }', /has no interval/],
  [
    'a window of a route',
    `${ALICE}routes: [{ name: x, to: alice, mute: nihgt }]\nwindows: { night: [{}] }`,
    /mute\[0\] \("nihgt"\) is no window of the book: did you mean night\?/,
  ],
  [
    'a route whose windows never open',
    `${ALICE}routes: [{ name: x, to: alice, mute: always }]\nwindows: { always: [{}] }`,
    /never tells anything/,
  ],
  ['a route that tells nobody', 'routes: [{ name: x }]', /routes\[0\] tells nobody/],
  ['a severity', `${ALICE}routes: [{ name: x, to: alice, match: severity=eror }]`, /did you mean error\?/],
  ['a pattern', `${ALICE}routes: [{ name: x, to: alice, match: 'a=~"(b"' }]`, /has a \( without a \)/],
  [
    'a source in a matcher',
    `${ALICE}routes: [{ name: x, to: alice, match: source=pom }]\nsources: { prom: { kind: text, ${TOKEN} } }`,
    /is no source \(source="pom"\) of the book: did you mean prom\?/,
  ],
  [
    'a policy',
    `${ALICE}routes: [{ name: x, to: alice, policy: fast }]`,
    /is no policy of the book: add it, or write one of: \(there is none yet\)/,
  ],
  [
    'listening to a person',
    `${ALICE}routes: [{ name: x, to: [{ target: alice, direction: inout }] }]`,
    /nothing can be heard there/,
  ],
  [
    'a route after one that takes all',
    `${ALICE}routes: [{ name: x, to: alice }, { name: y, match: a=b, to: alice }]`,
    /routes\[1\] is reached by no source: x before it takes all/,
  ],
  [
    'a route with the matchers of another',
    `${ALICE}routes: [{ name: x, match: a=b, to: alice }, { name: y, match: [c=d, 'a="b"'], to: alice }]`,
    /x before it takes all/,
  ],
  [
    'matchers that contradict those above',
    `${ALICE}routes: [{ name: x, match: a=b, to: alice, routes: [{ name: y, match: a=c }] }]`,
    /a="b" and a="c" cannot both hold/,
  ],
  [
    'alerts without a route',
    `${ALICE}routes: [{ name: x, match: a=b, to: alice }]\nsources: { prom: { kind: text, ${TOKEN} } }`,
    /warning: routes take not everything: .*\(from prom\): end them with a route without match/,
  ],
  ['an inhibition that compares nothing', 'inhibit: [{ source: a=b, target: c=d }]', /compares nothing/],
  [
    'the trap of missing labels',
    'inhibit: [{ source: a=b, target: c=d, equal: [cluster], allMissing: equal }]',
    /alerts without cluster as belonging together/,
  ],
  [
    'an inhibition of everything',
    'inhibit: [{ source: a=b, target: [], equal: [x] }]',
    /has no matcher and so means every alert/,
  ],
  ['a bridge with one end', 'bridges: { b: { ends: ["xmpp:a@b?join"] } }', /must be at least 2 items/],
  [
    'a bridge with one end twice',
    'bridges: { b: { ends: ["xmpp:a@b?join", "xmpp:A@b?join"] } }',
    /names xmpp:a@b\?join twice/,
  ],
  [
    'a bridge that only listens',
    'bridges: { b: { ends: [{ target: "xmpp:a@b?join", direction: in }, { target: "xmpp:c@b?join", direction: in }] } }',
    /only listens/,
  ],
  [
    'a place in a format',
    'bridges: { b: { ends: ["xmpp:a@b?join", "xmpp:c@b?join"], nick: "{nik}" } }',
    /is no place to fill of the book: did you mean nick\?/,
  ],
  [
    'routes too deep',
    `${ALICE}routes: ${'[{ name: a, to: alice, routes: '.repeat(10)}[]${' }]'.repeat(10)}`,
    /more than 8 routes deep/,
  ],
  [
    'half a login',
    `sources: { x: { kind: text, ${TOKEN}, upstream: { kind: alertmanager, url: "https://a.b", user: u } } }`,
    /has one of user and password/,
  ],
  [
    'an API without its key',
    `sources: { x: { kind: text, ${TOKEN}, upstream: { kind: pagerduty, url: "https://a.b" } } }`,
    /has no routing key/,
  ],
  [
    'an API that is none',
    `sources: { x: { kind: text, ${TOKEN}, upstream: { kind: pagerduty, url: "ftp://a.b" } } }`,
    /write an address of the web/,
  ],
  [
    'a token that is over',
    'bots: { b: { token: 0123456789abcdef, expires: 2020-01-01 } }',
    /warning: bots.b.expires is over/,
  ],
  [
    'quiet hours without an end',
    'windows: { w: [{}] }\npeople: { a: { xmpp: a@b, quiet: { during: w } } }',
    /warning: people.a.quiet never end/,
  ],
  [
    'an account of two people',
    'people: { a: { irc: n/x?account=z }, b: { irc: n/y?account=Z } }',
    /has the address irc:\/\/n\/x, which b has too/,
  ],
  ['a name of what people write', `sources: { message: { kind: text, ${TOKEN} } }`, /is the name of what people write/],
  ['no HTTP', `sources: { x: { kind: text, ${TOKEN} } }`, /comes over HTTP, which is not set up/],
];

for (const [what, text, expected] of WRONG) {
  test(`tells ${what}`, () => {
    const gateways = { irc: 'irc.example.org' };
    const found = findings(text, { 'no gateway': { gateways }, 'no HTTP': { http: false } }[what] ?? {});
    assert.ok(
      found.some((line) => expected.test(line)),
      found.join('\n') || 'nothing was found',
    );
  });
}

test('rooms that are bridged in a circle are told with the way round, a chain of bridges is not', () => {
  const bridge = (a: string, b: string) => `{ ends: ["xmpp:${a}@r?join", "xmpp:${b}@r?join"] }`;
  const chain = `bridges:\n  one: ${bridge('a', 'b')}\n  two: ${bridge('b', 'c')}\n`;
  assert.deepEqual(findings(chain), []);
  const [circle, ...others] = findings(`${chain}  three: ${bridge('c', 'a')}\n`);
  assert.match(
    circle ?? '',
    /warning: bridges.one.ends is part of a circle: bridge one > .* > bridge (two|three) > .* > bridge (two|three) > .* > bridge one: take/,
  );
  assert.deepEqual(others, []);
  const into = (from: string, to: string) =>
    `{ ends: [{ target: "xmpp:${from}@r?join", direction: in }, { target: "xmpp:${to}@r?join", direction: out }] }`;
  const against = `bridges:\n  one: ${bridge('a', 'b')}\n  two: ${bridge('b', 'c')}\n  three: ${into('a', 'c')}\n`;
  assert.equal(findings(against).length, 1, 'a > c > b > a is left');
  // Nothing that is said in c goes on.
  const oneWay = `bridges:\n  one: ${bridge('a', 'b')}\n  two: ${into('b', 'c')}\n  three: ${into('a', 'c')}\n`;
  assert.deepEqual(findings(oneWay), []);
});

test('circles over routes: by their addresses, rooms that they hear, and sources', () => {
  const start = `${ALICE}routes:\n`;
  const byName = `${start}  - { name: x, match: a=b, to: "route:y" }\n  - { name: y, match: c=d, to: "route:x" }\n`;
  const expected = /routes\[0\].to is part of a circle: route x > route:y > route y > route:x > route x/;
  assert.ok(
    findings(byName).some((line) => expected.test(line)),
    findings(byName).join('\n'),
  );
  const room = `${start}  - { name: x, to: [{ target: "xmpp:a@r?join", direction: inout }, "irc://n/#c"] }
bridges: { b: { ends: ["irc://n/#c", "xmpp:a@r?join"] } }`;
  assert.ok(findings(room).some((line) => /part of a circle/.test(line)));
  const source = `${start}  - { name: x, to: "irc://n/#c" }
sources: { rooms: { kind: message, places: "xmpp:a@r?join" } }
bridges: { b: { ends: ["irc://n/#c", "xmpp:a@r?join"] } }`;
  assert.ok(findings(source).some((line) => /part of a circle/.test(line)));
});

test('a cycle over a route by its address as a JID', () => {
  const text = `${ALICE}routes:
  - { name: x, match: a=b, to: "route:y" }
  - { name: y, match: c=d, to: ["xmpp:x@alerts.example.org"] }`;
  assert.ok(
    findings(text).some((line) => /part of a circle/.test(line)),
    findings(text).join('\n'),
  );
});

test('several files: names once, one zone, findings with their file', () => {
  const options = { now: NOW };
  const files = (a: string, b: string) =>
    readBook(
      [
        { file: 'a.yaml', text: a, folder: '/' },
        { file: 'b.yaml', text: b, folder: '/' },
      ],
      options,
    );
  const good = files(`zone: UTC\n${ALICE}`, 'routes: [{ name: x, to: alice }]');
  assert.ok(good.ok);
  assert.equal(good.book.routes.length, 1);
  const twice = files(`zone: UTC\n${ALICE}`, `zone: UTC\n${ALICE}`);
  assert.deepEqual(twice.findings.map(findingText), [
    'b.yaml:1: error: zone is also in a.yaml: keep it in one of the files',
    'b.yaml:2: error: people.alice is also in a.yaml: remove one, or give it another name',
  ]);
  assert.ok(files('', '# nothing yet').ok);
});

test('secrets may stand in files, and nobody is shown them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'book-'));
  try {
    const file = join(folder, 'token');
    writeFileSync(file, '0123456789abcdef-file\n');
    chmodSync(file, 0o600);
    const text = `${ALICE}routes: [{ name: x, to: alice }]\nsources: { s: { kind: text, tokenFile: token } }`;
    const result = readBook([{ file: 'r', text, folder }], { now: NOW });
    assert.ok(result.ok, result.findings.map(findingText).join('\n'));
    assert.equal(result.book.sourceByToken('0123456789abcdef-file')?.name, 's');
    chmodSync(file, 0o644);
    const open = readBook([{ file: 'r', text, folder }], { now: NOW });
    assert.match(open.findings.map(findingText).join(), /can be read by every user/);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const shared = readBook([{ file: 'r', text: EXAMPLE, folder: '/', shared: true }], { now: NOW });
  assert.match(shared.findings.map(findingText).join(), /holds secrets and can be read by every user.*chmod 600 r/);
});

test('templates are checked by whoever renders them', () => {
  const found = findings(EXAMPLE, {
    checkTemplate: (part, text) => (part === 'sms' ? `${text.length} are too many` : undefined),
  });
  assert.deepEqual(found, [
    `routes.yaml:${EXAMPLE.split('\n').findIndex((line) => line.includes('short: {')) + 1}: error: templates.short.sms 18 are too many: correct the template`,
  ]);
});

test('templates of fields are checked by whoever fills them in', () => {
  const checkFields = (fields: Readonly<Record<string, string>>) =>
    Object.keys(fields).map((field) => ({ field, message: 'is wrong' }));
  assert.match(
    findings(EXAMPLE, { checkFields }).join('\n'),
    /^routes.yaml:\d+: error: sources.hooks.fields.title .* is wrong: correct/,
  );
});

test('calendars are checked by whoever reads them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'book-'));
  try {
    writeFileSync(join(folder, 'r.ics'), 'BEGIN:VCALENDAR');
    const text = 'rotations: { r: { calendar: r.ics } }';
    const fault = { severity: 'error', message: 'is cut off', fix: 'correct the calendar' } as const;
    const checkCalendar: CalendarCheck = ({ calendar }) => (calendar.text.includes('END:') ? [] : [fault]);
    const result = readBook([{ file: 'r', text, folder }], { now: NOW, checkCalendar });
    assert.deepEqual(result.findings.map(findingText), [
      'r:1: error: rotations.r.calendar ("r.ics") is cut off: correct the calendar',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a rotation that leads to nobody for a while is told before that happens', () => {
  const rotation = (more: string) => `people: { alice: { xmpp: alice@example.org } }
windows: { office: [{ times: ["09:00-17:00"], weekdays: ["monday:friday"] }] }
rotations:
  r: { zone: Europe/Paris, layers: [{ people: [alice], start: 2026-01-05T09:00${more} }
`;
  const now = Date.parse('2026-03-06T12:00Z');
  const found = (text: string) => findings(text, { now, checkShifts });
  assert.deepEqual(found(rotation(' }]')), []);
  assert.deepEqual(found(rotation(', during: office }], otherwise: alice')), []);
  assert.deepEqual(found(rotation(', during: office }]')), [
    'routes.yaml:4: warning: rotations.r has nobody on call from 2026-03-06 17:00 to 2026-03-09 09:00 (Europe/Paris): nobody hears of alerts then: say in otherwise whom to tell, or add a layer',
  ]);
  assert.match(found(rotation(', end: 2026-03-07T09:00 }]')).join(), /from 2026-03-07 09:00 on /);
});

test('the version is another one exactly when the book says something else', () => {
  const version = bookOf(EXAMPLE).version;
  assert.equal(bookOf(`# a comment\n${EXAMPLE}`).version, version);
  assert.notEqual(bookOf(EXAMPLE.replace('10s', '11s')).version, version);
  assert.notEqual(bookOf(EXAMPLE.replace('abcdef-prom', 'abcdef-pram')).version, version);
});

test('broken files are findings, whatever is broken in them', () => {
  const random = chance(11);
  const junk = ['[', '}', ': ', '"', '- ', '\n', '&a', '*a', '!!x', '0', 'null', '~', '\u0000', '(', '\\', '>='];
  let broken = 0;
  for (let round = 0; round < 400; round++) {
    let text = EXAMPLE;
    for (let i = 0; i < 1 + Math.floor(random() * 3); i++) {
      const at = Math.floor(random() * text.length);
      text =
        text.slice(0, at) +
        (junk[Math.floor(random() * junk.length)] ?? '') +
        text.slice(at + Math.floor(random() * 12));
    }
    const result = read(text);
    if (!result.ok) {
      broken++;
      assert.ok(result.findings.some(({ severity }) => severity === 'error'));
    }
  }
  assert.ok(broken > 100, `${broken}`);
});

test('what becomes of files a route has from the one above, point by point', () => {
  const book = bookOf(`
defaults: { files: { maxSize: 5MiB, types: image/* } }
routes:
  - name: outer
    to: 'xmpp:a@example.org'
    files: { keep: copy, expires: 2d }
    routes: [{ name: inner, match: a=b, files: { types: [], sms: true } }]
  - { name: other, to: 'xmpp:a@example.org' }
`);
  const five = 5 * 1024 * 1024;
  const days = 2 * 86_400_000;
  assert.deepEqual(book.route('other')?.files, { keep: 'link', types: ['image/*'], maxSize: five, sms: false });
  const outer = { keep: 'copy', types: ['image/*'], maxSize: five, expires: days, sms: false };
  assert.deepEqual(book.route('outer')?.files, outer);
  assert.deepEqual(book.route('inner')?.files, { ...outer, types: [], sms: true });
  const wrong = findings("routes: [{ name: a, to: 'xmpp:a@example.org', files: { types: [png] } }]");
  assert.match(wrong.join('\n'), /write a type such as image\/png/);
});
