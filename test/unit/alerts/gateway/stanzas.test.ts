import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';
import type { Telling } from '../../../../gateways/alerts/engine/effect.js';
import { hookBody } from '../../../../gateways/alerts/post/hook-body.js';
import { messageOf, publishOf, retractionsOf } from '../../../../gateways/alerts/post/stanzas.js';
import type { RenderSettings } from '../../../../gateways/alerts/render/settings.js';
import type { AlertView } from '../../../../gateways/alerts/render/view.js';
import { renderTexts } from '../../../../gateways/alerts/texts/render.js';
import { splitFallback } from '../../../../src/xmpp/fallback.js';
import { readMessage } from '../../../../src/xmpp/messages.js';
import { NS } from '../../../../src/xmpp/namespaces.js';

const WORDS = new Map<string, string>(Object.entries(renderTexts.en));
const SETTINGS: RenderSettings = { words: (key) => WORDS.get(key) ?? key, reader: {} };
const WAY = { from: 'alerts@alerts.example.org/relay', to: 'a@example.org', domain: 'alerts.example.org' };

const FIRST: AlertView = {
  status: 'firing',
  severity: 'critical',
  title: 'Disk full',
  labels: {},
  annotations: {},
  links: [],
  startsAt: 0,
};

function telling(uri: string, more: Partial<Telling> = {}): Telling {
  const place = parsePlace(uri);
  assert.ok(place.ok);
  return {
    id: 'emessage',
    countedAs: 'emessage',
    group: 'g',
    incident: 1,
    reason: 'first',
    place: place.value,
    thread: 'ethread',
    severity: 'critical',
    view: {
      state: 'firing',
      severity: 'critical',
      route: 'db',
      code: 'K7DM',
      labels: {},
      alerts: [FIRST],
    },
    ...more,
  };
}

describe('files of alerts in stanzas', () => {
  const file = { url: 'https://gw.example.org/media/1', name: 'shot.png', size: 2048, mediaType: 'image/png' };
  const refusedFiles = [{ name: 'a.exe', why: 'type' as const }];
  const at = (uri: string, more: Partial<AlertView> = {}) => {
    const { view } = telling(uri);
    const alerts = [{ ...FIRST, files: [file], refusedFiles, ...more }];
    return messageOf(telling(uri, { view: { ...view, alerts } }), SETTINGS, WAY);
  };

  it('are elements, and in chats and rooms of XMPP lines that stand for them', () => {
    for (const uri of ['xmpp:a@example.org', 'xmpp:r@rooms.example.org?join']) {
      const { files, body = '', fallbacks } = readMessage(at(uri));
      assert.deepEqual(files, [{ ...file, disposition: 'inline' }]);
      assert.match(body, /📎 shot\.png \(2\.0 KiB\): https:\/\/gw\.example\.org\/media\/1$/);
      assert.match(body, /Not carried: a\.exe \(its type is not carried here\)/);
      const { own } = splitFallback(body, fallbacks, new Set([NS.sfs]));
      assert.ok(own.includes('Disk full') && own.includes('K7DM') && !own.includes('shot.png'), own);
    }
  });

  it('are elements for the gateways of mail and IRC, whose texts name what does not go along', () => {
    for (const uri of ['mailto:a@example.net', 'irc://libera/%23ops', 'irc://libera/alice']) {
      const { files, body = '' } = readMessage(at(uri));
      assert.deepEqual(files, [{ ...file, disposition: 'inline' }]);
      assert.match(body, /a\.exe/);
      assert.doesNotMatch(body, /media/);
    }
  });

  it('are in short messages only where the route allows that', () => {
    const silent = readMessage(at('sms:+33612345678'));
    assert.doesNotMatch(silent.body ?? '', /media/);
    assert.deepEqual(silent.files, []);
    const { body = '' } = readMessage(at('sms:+33612345678', { files: [{ ...file, sms: true }] }));
    assert.match(body, /https:\/\/gw\.example\.org\/media\/1/);
    assert.match(body, /K7DM/);
  });

  it('go with what is news and not with what is over', () => {
    const { files, body = '' } = readMessage(at('xmpp:a@example.org', { status: 'resolved' }));
    assert.deepEqual(files, []);
    assert.doesNotMatch(body, /shot|exe/);
  });
});

describe('messages of groups as stanzas', () => {
  it('ask a person for receipts and markers, and have their thread and id', () => {
    const stanza = messageOf(telling('xmpp:a@example.org'), SETTINGS, WAY);
    assert.equal(stanza.attrs.type, 'chat');
    assert.equal(stanza.attrs.id, 'emessage');
    assert.match(stanza.getChildText('body') ?? '', /Disk full[\s\S]*K7DM/);
    assert.equal(stanza.getChildText('thread'), 'ethread');
    assert.ok(stanza.getChild('request', 'urn:xmpp:receipts'));
    assert.ok(stanza.getChild('markable', 'urn:xmpp:chat-markers:0'));
    assert.equal(stanza.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs.id, 'emessage');
  });

  it('correct or answer what was said before', () => {
    const edit = messageOf(telling('xmpp:a@example.org', { follows: { how: 'edit', id: 'efirst' } }), SETTINGS, WAY);
    assert.equal(edit.getChild('replace', 'urn:xmpp:message-correct:0')?.attrs.id, 'efirst');
    const reply = messageOf(telling('xmpp:a@example.org', { follows: { how: 'reply', id: 'efirst' } }), SETTINGS, WAY);
    assert.equal(reply.getChild('reply', 'urn:xmpp:reply:0')?.attrs.id, 'efirst');
  });

  it('take back what was said before, in words for programs that cannot do that', () => {
    const over = telling('xmpp:ops@rooms.example.org?join', { follows: { how: 'retract', ids: ['e1', 'e2', 'e3'] } });
    const way = {
      ...WAY,
      shown: new Map([
        ['e1', 's1'],
        ['e3', 's3'],
      ]),
    };
    const first = messageOf(over, SETTINGS, way);
    assert.equal(first.getChild('retract', 'urn:xmpp:message-retract:1')?.attrs.id, 's1');
    assert.equal(first.getChild('fallback', 'urn:xmpp:fallback:0')?.attrs.for, 'urn:xmpp:message-retract:1');
    assert.match(first.getChildText('body') ?? '', /Disk full/);
    const others = retractionsOf(over, way);
    assert.deepEqual(
      others.map((one) => [
        one.attrs.type,
        one.getChild('retract', 'urn:xmpp:message-retract:1')?.attrs.id,
        one.getChild('body'),
      ]),
      [
        ['groupchat', 'e2', undefined],
        ['groupchat', 's3', undefined],
      ],
    );
    assert.equal(new Set([first, ...others].map(({ attrs }) => attrs.id)).size, 3);
    assert.deepEqual(retractionsOf(telling('xmpp:a@example.org'), WAY), []);
  });

  it('go to rooms without asking anybody for a receipt', () => {
    for (const uri of ['xmpp:ops@rooms.example.org?join', 'irc://libera/#ops']) {
      const stanza = messageOf(telling(uri), SETTINGS, WAY);
      assert.equal(stanza.attrs.type, 'groupchat');
      assert.equal(stanza.getChild('request', 'urn:xmpp:receipts'), undefined);
    }
  });

  it('are mails that are HTML too, as long as both fit into a stanza', () => {
    const htmlOf = (stanza: ReturnType<typeof messageOf>) => {
      const content = stanza.getChild('content', 'urn:xmpp:content');
      assert.equal(content?.attrs.type ?? 'text/html', 'text/html');
      return content?.getText();
    };
    assert.match(htmlOf(messageOf(telling('mailto:a@example.net'), SETTINGS, WAY)) ?? '', /<h1[^>]*>.*Disk full<\/h1>/);
    assert.equal(htmlOf(messageOf(telling('xmpp:a@example.org'), SETTINGS, WAY)), undefined);
    const text = '<&'.repeat(1900);
    const view = {
      ...telling('mailto:a@example.net').view,
      alerts: Array.from({ length: 20 }, () => ({ ...FIRST, text })),
    };
    const large = messageOf(telling('mailto:a@example.net', { view }), SETTINGS, WAY);
    assert.equal(htmlOf(large), undefined);
    assert.match(large.getChildText('body') ?? '', /K7DM/);
  });

  it('are mails with a subject that has the code, and fields that keep machines from answering', () => {
    const stanza = messageOf(telling('mailto:a@example.net'), SETTINGS, WAY);
    assert.match(stanza.getChildText('subject') ?? '', /\[K7DM\]/);
    const headers = stanza.getChild('headers', 'http://jabber.org/protocol/shim')?.getChildren('header') ?? [];
    assert.deepEqual(
      headers.map((one) => [one.attrs.name, one.getText()]),
      [
        ['Auto-Submitted', 'auto-generated'],
        ['Urgency', 'high'],
        ['List-Id', '<db.alerts.example.org>'],
      ],
    );
  });

  it('are one item of a node, which is retracted when it is over', () => {
    const said = publishOf(telling('pubsub:pubsub.example.org/alerts'), SETTINGS, WAY);
    const item = said.getChild('pubsub', 'http://jabber.org/protocol/pubsub')?.getChild('publish')?.getChild('item');
    assert.equal(item?.attrs.id, 'g');
    const { view } = telling('pubsub:pubsub.example.org/alerts');
    const over = publishOf(
      telling('pubsub:pubsub.example.org/alerts', { view: { ...view, state: 'resolved' } }),
      SETTINGS,
      WAY,
    );
    const retract = over.getChild('pubsub', 'http://jabber.org/protocol/pubsub')?.getChild('retract');
    assert.equal(retract?.getChild('item')?.attrs.id, 'g');
  });

  it('are JSON for web servers, within what one request may have', () => {
    const { view } = telling('hook:https://example.net/x');
    const alerts = Array.from({ length: 20 }, () => ({ ...FIRST, text: 'x'.repeat(8000) }));
    const body = hookBody(telling('hook:https://example.net/x', { view: { ...view, alerts } }));
    assert.ok(Buffer.byteLength(body) < 65_536);
    assert.equal(JSON.parse(body).total, 20);
    assert.ok(JSON.parse(body).alerts.length > 0);
  });
});
