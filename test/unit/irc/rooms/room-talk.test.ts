import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Archive, ArchivedStanza } from '../../../../gateways/gateway.js';
import { Record } from '../../../../gateways/irc/record.js';
import type { Place } from '../../../../gateways/irc/rooms/place.js';
import { Room } from '../../../../gateways/irc/rooms/room.js';
import { RoomTalk } from '../../../../gateways/irc/rooms/room-talk.js';
import type { MessageEvent, RedactedEvent } from '../../../../gateways/irc/state/events.js';
import { scene, turn, USER } from '../session/support/place.js';

const TARGET = { kind: 'channel', name: '#verona', channel: undefined, status: undefined } as const;

function said(msgid: string, text: string): MessageEvent {
  const annotations = { msgid, account: undefined, replyTo: undefined, context: undefined } as const;
  return {
    ...{ type: 'message', form: 'message', ctcp: undefined, text, at: 0, timed: false, own: false, target: TARGET },
    ...{ from: { nick: 'romeo' }, user: undefined },
    annotations: { ...annotations, reaction: undefined, typing: undefined, bot: false, label: undefined },
  } as MessageEvent;
}

function redaction(nick: string, msgid: string, reason?: string): RedactedEvent {
  return { type: 'redacted', at: 0, from: { nick }, user: undefined, own: false, target: TARGET, msgid, reason };
}

/** A room with one client, and what its archive was told to put in the place of others. */
function world(parts: Partial<Place> = {}, stored: readonly ArchivedStanza[] = []) {
  const put: { readonly id: string; readonly xml: string }[] = [];
  const archive = {
    append: () => undefined,
    find: async (_room: string, _user: string, name: { networkId: string }) =>
      stored.find(({ networkId }) => networkId === name.networkId),
    redact: async (_room: string, id: string, xml: string) => put.push({ id, xml }) > 0,
  } as unknown as Archive;
  const record = new Record(archive, { most: 10, seconds: 10 }, { handed: undefined });
  const all = scene({ archive, record, ...parts });
  const room = new Room(all.place, '#verona');
  room.audience.restore(`${USER}/phone`);
  const heard = async (): Promise<string[]> => {
    for (let turns = 0; turns < 4; turns += 1) await turn();
    return all.out.splice(0).flatMap(({ stanzas }) => stanzas);
  };
  return { talk: new RoomTalk(all.place, room), put, heard, place: all.place };
}

const idOf = (xml = ''): string => /<stanza-id [^>]*id="([^"]*)"/.exec(xml)?.[1] ?? '';

it('what its author takes back leaves a tombstone in the archive, without the text', async () => {
  const { talk, put, heard } = world();
  talk.said(said('m1', 'I love Rosaline'));
  const [message] = await heard();
  talk.redacted(redaction('romeo', 'm1'));
  const [told] = await heard();
  assert.match(told ?? '', new RegExp(`<retract xmlns="urn:xmpp:message-retract:1" id="${idOf(message)}"/>`));
  assert.deepEqual(put, [
    {
      id: idOf(message),
      xml:
        `<message type="groupchat" from="#verona%net@irc.example.org/romeo" id="${idOf(message)}">` +
        `<retracted xmlns="urn:xmpp:message-retract:1" id="${idOf(told)}" stamp="2023-11-14T22:13:20Z"/>` +
        `<stanza-id xmlns="urn:xmpp:sid:0" id="${idOf(message)}" by="#verona%net@irc.example.org"/></message>`,
    },
  ]);
});

it('what was said before the process began can be taken back', async () => {
  const stored = [{ id: 'old', at: 0, xml: '<message><body>Fie</body></message>', networkId: 'm0', from: 'romeo' }];
  const { talk, put, heard } = world({}, stored);
  talk.redacted(redaction('tybalt', 'm0', 'Language'));
  const [told] = await heard();
  assert.match(told ?? '', /<retract [^>]*id="old"><moderated [^>]*by="[^"]*\/tybalt"/);
  assert.equal(put[0]?.id, 'old');
  assert.match(put[0]?.xml ?? '', /<retracted .*<reason>Language<\/reason><\/retracted>/);
  talk.redacted(redaction('romeo', 'never said'));
  assert.deepEqual(await heard(), []);
});

it('two networks that users call the same have nothing to do with one another', async () => {
  const one = world();
  const other = world({
    lines: one.place.lines,
    ids: one.place.ids,
    scope: 'irc.evil.example',
    user: 'eve@example.org',
  });
  one.talk.said(said('m1', 'Hist'));
  const [message] = await one.heard();
  other.talk.redacted(redaction('romeo', 'm1'));
  assert.deepEqual(await other.heard(), []);
  assert.deepEqual(other.put, []);
  other.talk.said(said('m1', 'Hist'));
  assert.notEqual(idOf((await other.heard())[0]), idOf(message));
});
