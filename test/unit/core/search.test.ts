import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Element, parse } from 'ltx';
import type { DirectorySearch, Person } from '../../../src/directory/directory.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';

/** A person whom the echo network reaches, with names that take as much room as they can. */
const person = (nick: string): Person => ({
  first: '&'.repeat(500),
  last: '😀'.repeat(500),
  nick,
  email: ['<'.repeat(500)],
  phone: [],
});

async function withDirectory(search: (search: DirectorySearch) => Promise<readonly Person[]>): Promise<RunningHost> {
  return await RunningHost.start({}, { about: { directory: { directory: { search }, results: 50 } } });
}

/** Asks for somebody, by the form; the answer as it is on the wire. */
async function ask(running: RunningHost, id: string, user = USER): Promise<string> {
  const form = '<x xmlns="jabber:x:data" type="submit"><field var="first"><value>x</value></field></x>';
  const query = `<query xmlns="jabber:iq:search">${form}</query>`;
  running.send(`<iq from="${user}/a" to="${DOMAIN}" type="set" id="${id}">${query}</iq>`);
  const answer = new RegExp(`<iq [^>]*id="${id}"[^>]*>.*?</iq>`);
  await running.hears((heard) => answer.test(heard), `the answer to ${id}`);
  return answer.exec(running.heard)?.[0] ?? '';
}

const itemsOf = (answer: Element): readonly Element[] =>
  answer.getChild('query')?.getChild('x')?.getChildren('item') ?? [];

it('a search shows as many people as one stanza holds, each address once, and says that there are more', {
  timeout: 60_000,
}, async (t) => {
  const asked: DirectorySearch[] = [];
  const running = await withDirectory(async (search) => {
    asked.push(search);
    const nicks = ['romeo', 'Romeo', 'no address', ...Array.from({ length: search.most }, (_, i) => `guest${i}`)];
    return nicks.slice(0, search.most).map(person);
  });
  t.after(async () => await running.stop());
  const text = await ask(running, 's1');
  assert.ok(Buffer.byteLength(text) < 26 * 1024, `${Buffer.byteLength(text)} octets`);
  const answer = parse(text);
  const items = itemsOf(answer);
  assert.ok(items.length >= 5, `${items.length} people`);
  const jids = items.map((item) =>
    item
      .getChildren('field')
      .find(({ attrs }) => attrs.var === 'jid')
      ?.getChildText('value'),
  );
  assert.equal(jids[0], `romeo@${DOMAIN}`);
  assert.equal(jids[1], `guest0@${DOMAIN}`, 'neither the same one again nor who has no address');
  const said = answer.getChild('query')?.getChild('x')?.getChildText('instructions');
  assert.match(said ?? '', new RegExp(`^Only the first ${items.length} are shown`));
  assert.equal(asked[0]?.most, 51, 'one more than is shown');
  assert.equal(asked[0]?.needed, 'nick');
});

it('a directory that hangs holds up nobody but those who search', { timeout: 60_000 }, async (t) => {
  const waiting: (() => void)[] = [];
  const running = await withDirectory(async () => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return [];
  });
  t.after(async () => await running.stop());
  const answers = Array.from({ length: 33 }, (_, i) => ask(running, `h${i}`, `user${i}@example.org`));
  assert.match(await Promise.race(answers), /<remote-server-timeout/, 'one too many is told so at once');
  running.send(`<iq from="other@example.org/a" to="${DOMAIN}" type="get" id="p1"><ping xmlns="urn:xmpp:ping"/></iq>`);
  await running.hears((heard) => heard.includes('id="p1"'), 'the answer to the ping');
  assert.equal(waiting.length, 32);
  for (const answer of waiting) answer();
  const all = await Promise.all(answers);
  assert.equal(all.filter((answer) => answer.includes('type="result"')).length, 32);
});
