import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compose } from '../../../gateways/email/compose/compose.js';
import type { OutgoingMail } from '../../../gateways/email/compose/outgoing.js';
import { isSendable } from '../../../gateways/email/smtp/commands.js';
import { composeCtcp } from '../../../gateways/irc/text/ctcp.js';
import { toIrc } from '../../../gateways/irc/text/formatting-out.js';
import { isMiddle, serialiseLine } from '../../../gateways/irc/wire/serialise.js';
import { serialiseTags } from '../../../gateways/irc/wire/tags.js';
import { toSmppAddress } from '../../../gateways/sms/numbers.js';
import { decodePdu, encodeSubmit } from '../../../gateways/sms/smpp/codec.js';
import { el } from '../../../src/xmpp/element.js';
import { buildForm } from '../../../src/xmpp/forms.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';

/** What ends a line, a field or a text somewhere. */
const BREAKS = [
  '\r',
  '\n',
  '\r\n',
  '\n\r',
  '\0',
  '\v',
  '\f',
  '\u0085',
  '\u2028',
  '\u2029',
  '\ud800',
  '\x01',
  '\x1b',
  '\x7f',
];
const bad = (sign: string): string => `one${sign}X-Evil: two${sign}${sign}.${sign}QUIT`;

/** A mail of which every text has the sign, and how many lines its header has without. */
function mailWith(sign: string): OutgoingMail {
  const text = bad(sign);
  return {
    from: { name: text, address: 'a@example.org' },
    sender: { name: text, address: 'a@example.org' },
    replyTo: { name: text, address: 'a@example.org' },
    to: [{ name: text, address: 'b@example.org' }],
    cc: [{ name: text, address: 'c@example.org' }],
    subject: text,
    date: 0,
    messageId: `id${sign}x@example.org`,
    inReplyTo: `old${sign}x@example.org`,
    references: [`old${sign}x@example.org`],
    bodies: [{ text }],
    attachments: [
      { name: text, mediaType: `text/plain${sign}X-Evil: y`, content: Buffer.from('x'), contentId: `c${sign}d` },
    ],
    flowed: true,
    headers: [{ name: 'X-Note', value: text }],
  };
}

const fieldNames = (mail: Uint8Array): readonly string[] => {
  const header = Buffer.from(mail).toString('latin1').split('\r\n\r\n')[0] ?? '';
  return header.split('\r\n').flatMap((line) => (/^[ \t]/.test(line) ? [] : [line.split(':')[0] ?? '']));
};

describe('what ends a line elsewhere', () => {
  it('adds no field to a mail and ends no field of it', () => {
    const usual = fieldNames(compose(mailWith('-')));
    for (const sign of BREAKS) {
      const octets = compose(mailWith(sign));
      // An id that is none is left out with its field.
      const ids = ['Message-ID', 'In-Reply-To', 'References'];
      const others = (names: readonly string[]) => names.filter((name) => !ids.includes(name));
      const names = fieldNames(octets);
      assert.deepEqual(others(names), others(usual), JSON.stringify(sign));
      assert.ok(names.every((name) => usual.includes(name)));
      const text = Buffer.from(octets).toString('latin1');
      assert.ok(!/^X-Evil/m.test(text.split('\r\n\r\n')[0] ?? ''), JSON.stringify(sign));
      assert.ok(!/\r(?!\n)|(?<!\r)\n|\0/.test(text), `a bare CR, LF or NUL with ${JSON.stringify(sign)}`);
    }
  });

  it('is in no address that is handed to a mail server', () => {
    for (const sign of ['\r', '\n', '\0', '\r\n']) assert.equal(isSendable(`a${sign}b@example.org`), false);
    assert.equal(isSendable('a> NOTIFY=NEVER<b@example.org'), false);
  });

  it('makes no second line of IRC', () => {
    for (const sign of BREAKS) {
      const text = bad(sign);
      const lines = toIrc(text, false).split('\n');
      for (const line of lines) {
        const written = serialiseLine({ command: 'PRIVMSG', params: ['#c', line] });
        assert.ok(!/[\r\n\0]/.test(written), JSON.stringify(sign));
      }
      const whole = serialiseLine({ command: 'TOPIC', params: ['#c', text] });
      assert.ok(!/[\r\n\0]/.test(whole) && whole.startsWith('TOPIC #c :'), JSON.stringify(sign));
      assert.ok(!/[\r\n\0]/.test(composeCtcp('ACTION', text)));
      assert.ok(!/[\r\n\0 ;]/.test(serialiseTags(new Map([['+x', text]])).replace(/^\+x=/, '')));
      if (/[\r\n\0]/.test(sign)) {
        assert.equal(isMiddle(`#c${sign}`), false);
        assert.throws(() => serialiseLine({ command: 'JOIN', params: [`#c${sign}QUIT`, 'key'] }), RangeError);
        assert.throws(() => serialiseLine({ command: `NICK${sign}QUIT`, params: [] }), RangeError);
      }
    }
  });

  it('is in no address of an SMPP message', () => {
    for (const sign of BREAKS) {
      // A NUL would end the field, and what follows be read as the next ones.
      const jid = parseJid(`+4915112345678${sign}@sms.example.org`);
      assert.equal(jid, undefined, JSON.stringify(sign));
    }
    const octets = encodeSubmit(1, {
      serviceType: '',
      source: toSmppAddress('Isthmus'),
      destination: toSmppAddress('+4915112345678'),
      esmClass: 0,
      validityPeriod: '',
      registeredDelivery: 1,
      dataCoding: 0,
      shortMessage: Buffer.from(bad('\0')),
    });
    assert.equal(octets.readUInt32BE(0), octets.length);
    assert.equal(decodePdu(octets).command, 'other');
  });

  it('ends no element of XML and comes out as text or not at all', () => {
    const markup = '</body></message><iq type="set"/><message><body>';
    for (const sign of BREAKS) {
      const text = `${bad(sign)}${markup}"'&]]>`;
      const stanza = el('message', { from: 'a@b', to: 'c@d', id: text }, el('body', {}, text));
      stanza.add(
        buildForm({
          type: 'form',
          title: text,
          instructions: [text],
          fields: [{ kind: 'text-single', name: text, label: text, values: [text] }],
        }),
      );
      const again = parseStanza(serialise(stanza));
      assert.notEqual(again, undefined, JSON.stringify(sign));
      assert.deepEqual(
        again?.elements().map(({ name }) => name),
        ['body', 'x'],
      );
      assert.ok(again?.getChildText('body')?.includes(markup));
    }
  });
});
