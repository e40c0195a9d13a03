import assert from 'node:assert/strict';
import { NetworkState } from '../../../gateways/irc/state/network-state.js';
import { readAddress } from '../../../gateways/irc/text/address-prefix.js';
import { answerCtcp, composeCtcp, parseCtcp } from '../../../gateways/irc/text/ctcp.js';
import { CHARSETS, DEFAULT_FALLBACK, decodeLine, encodeLine, UTF8 } from '../../../gateways/irc/text/encoding.js';
import { fromIrc } from '../../../gateways/irc/text/formatting-in.js';
import { toIrc } from '../../../gateways/irc/text/formatting-out.js';
import { Highlights } from '../../../gateways/irc/text/highlight.js';
import { withoutCodes } from '../../../gateways/irc/text/mirc.js';
import { splitText } from '../../../gateways/irc/text/split.js';
import { Framer } from '../../../gateways/irc/wire/framer.js';
import { Isupport } from '../../../gateways/irc/wire/isupport.js';
import { parseLine } from '../../../gateways/irc/wire/parse.js';
import { isMiddle, serialiseLine } from '../../../gateways/irc/wire/serialise.js';
import { serialiseTags } from '../../../gateways/irc/wire/tags.js';
import { type FuzzTarget, USUAL_LENGTH } from '../target.js';

const NO_XML = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const TAG_NAME = /^\+?(?:[A-Za-z0-9.:-]+\/)?[A-Za-z0-9-]+$/;

const line: FuzzTarget = {
  name: 'irc-line',
  tokens: [
    '@',
    ':',
    ' ',
    ';',
    '=',
    '\\:',
    '\\s',
    '\\',
    '!',
    'PRIVMSG',
    '001',
    ' :',
    'time=2026-01-01T00:00:00.000Z',
    '+draft/reply=',
    'nick!user@host',
    '#channel',
    '\r\n',
  ],
  longest: 9000,
  read(input) {
    const framer = new Framer();
    const whole = framer.push(input);
    const inPieces = new Framer();
    const half = Math.floor(input.length / 2);
    // Copies, since lines may be views of what they came in.
    const lines = [
      ...inPieces.push(input.subarray(0, half)).map((one) => Buffer.from(one)),
      ...inPieces.push(input.subarray(half)),
    ];
    assert.deepEqual(lines.map(String), whole.map(String), 'a stream that is cut elsewhere has other lines');
    for (const octets of [
      ...whole,
      input.subarray(0, 8000).filter((octet) => octet !== 0x0a && octet !== 0x0d && octet !== 0),
    ]) {
      const text = decodeLine(Buffer.from(octets), DEFAULT_FALLBACK);
      const message = parseLine(text);
      if (message === undefined) continue;
      const { command, params, tags } = message;
      assert.match(command, /^(?:[A-Z]+|\d{3})$/);
      if (!params.slice(0, -1).every(isMiddle)) assert.fail('a parameter before the last can only stand at the end');
      const again = parseLine(serialiseLine({ command, params }));
      assert.deepEqual(again?.params, params, 'written and read again, a line has other parameters');
      const known = new Map([...tags].filter(([name]) => TAG_NAME.test(name)));
      assert.ok(!/[\0\r\n ]/.test(serialiseTags(known)), 'a tag ends its line');
    }
  },
};

const text: FuzzTarget = {
  name: 'irc-text',
  tokens: [
    '\x02',
    '\x03',
    '\x0304,12',
    '\x04ff00ff',
    '\x0f',
    '\x11',
    '\x16',
    '\x1d',
    '\x1e',
    '\x1f',
    '\x01ACTION ',
    '\x01',
    '\x01PING 1\x01',
    '*',
    '_',
    '~',
    '`',
    '```\n',
    '> ',
    'nick: ',
    'nick, ',
    'https://',
    '\n',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const raw = input.toString('utf8').replace(/[\r\0]/g, '');
    const { text: shown } = fromIrc(raw);
    assert.ok(!NO_XML.test(shown), 'a text has what XML forbids');
    withoutCodes(raw);
    readAddress(raw);
    const ctcp = parseCtcp(raw);
    if (ctcp !== undefined) {
      const answer = answerCtcp(ctcp, { version: 'Isthmus', now: 0 }) ?? '';
      assert.ok(!/[\r\n\0]/.test(answer), 'an answer to a CTCP is more than one line');
      assert.ok(!/[\r\n\0]/.test(composeCtcp('ACTION', raw)));
    }
    new Highlights('nick', ['word', '[x]'], 'rfc1459').matches(shown);
    const written = toIrc(raw, false);
    for (const octet of ['\r', '\0', '\x01']) assert.ok(!written.includes(octet));
    // Mostly the usual one: others take a hundred times as long.
    const charset = CHARSETS[input.length % 256] ?? UTF8;
    for (const one of written.split('\n').slice(0, 20)) {
      const fitting = charset.fit(one);
      for (const piece of splitText(fitting, 400, charset)) {
        const octets = encodeLine(`PRIVMSG #c :${piece}`, charset);
        assert.ok(octets.length <= 'PRIVMSG #c :'.length + 400, 'a piece is longer than its room');
        assert.ok(!octets.includes(0x0a) && !octets.includes(0x0d) && !octets.includes(0), 'a piece ends its line');
      }
    }
  },
};

const state: FuzzTarget = {
  name: 'irc-state',
  tokens: [
    ...[
      'JOIN',
      'PART',
      'QUIT',
      'KICK',
      'NICK',
      'MODE',
      'TOPIC',
      'RENAME',
      'PRIVMSG',
      'NOTICE',
      'TAGMSG',
      'REDACT',
      'AWAY',
      'ACCOUNT',
      'CHGHOST',
      'SETNAME',
      'INVITE',
    ],
    ...['005', '324', '332', '333', '352', '353', '354', '366', '367', '368', '311', '318', '433', '471', '482'],
    ...[
      '\r\n',
      ' :',
      ':me!u@h ',
      ':a!u@h ',
      ':s.example ',
      ' #c ',
      ' me ',
      ' a ',
      '+ov a b',
      '-b *!*@*',
      'PREFIX=(qaohv)~&@%+',
      'CHANMODES=b,k,l,imn',
      'CASEMAPPING=ascii',
      '@+a!u@h b',
    ],
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const isupport = new Isupport();
    const network = new NetworkState({ isupport, nick: 'me', limits: { channels: 4, members: 6, users: 12 } });
    let now = 1_767_225_600_000;
    for (const octets of new Framer().push(Buffer.concat([input, Buffer.from('\n')]))) {
      const message = parseLine(decodeLine(octets, DEFAULT_FALLBACK));
      if (message === undefined) continue;
      if (message.command === '005') isupport.apply(message.params);
      network.apply(message, now);
      if (now % 3 === 0) network.tick(now);
      now += 400;
    }
    const channels = [...network.channels];
    assert.ok(channels.length <= 4, 'more channels than the limit');
    for (const { members } of channels) assert.ok([...members].length <= 6, 'more members than the limit');
  },
};

export const targets: readonly FuzzTarget[] = [line, text, state];
