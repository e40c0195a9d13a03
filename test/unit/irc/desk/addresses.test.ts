import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { IrcAddresses } from '../../../../gateways/irc/addresses.js';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { escapeLocal, normaliseLocal, unescapeLocal } from '../../../../src/xmpp/jid.js';

const SECTION = {
  domain: 'irc.example.org',
  networks: { libera: { host: 'irc.libera.chat', names: ['chat.freenode.net'] }, oftc: { host: 'irc.oftc.net' } },
};

function codec(more: object = {}): IrcAddresses {
  const config = ircConfig.parse({ ...SECTION, ...more });
  const { anyServer, fixedServer } = config;
  return new IrcAddresses({ networks: new Networks(config), anyServer, fixedServer });
}

const named = codec();
const any = codec({ anyServer: true });
const fixed = codec({ fixedServer: 'libera' });
const only = codec({ networks: { libera: { host: 'irc.libera.chat' } } });

const taken = (address: string) => ({ ok: true, address, local: address });
/** Key of the sentence, and what is suggested. */
function refusal(addresses: IrcAddresses, local: string): readonly [string, string | undefined] {
  const result = addresses.parse(local);
  assert.equal(result.ok, false, local);
  return result.ok ? ['', undefined] : [result.problem.text.key, result.suggestion];
}

describe('addresses of IRC', () => {
  it('are rooms, people, networks and vehicles, told apart by their form', () => {
    const rows = [
      ['#chat%libera', 'room', '#chat', 'libera'],
      ['&local%irc.libera.chat', 'room', '&local', 'irc.libera.chat'],
      ['##c++%oftc', 'room', '##c++', 'oftc'],
      ['#%libera', 'room', '#', 'libera'],
      ['#a%b%libera', 'room', '#a%b', 'libera'],
      ['#b@yfoot%libera', 'room', '#b@yfoot', 'libera'],
      ['#café%chat.freenode.net', 'room', '#café', 'chat.freenode.net'],
      ['romeo%libera', 'person', 'romeo', 'libera'],
      ['[r]^{o}|m\\e`_o-%libera', 'person', '[r]^{o}|m\\e`_o-', 'libera'],
      ['q@cserve.quakenet.org%oftc', 'person', 'q@cserve.quakenet.org', 'oftc'],
      ['libera', 'network', '', 'libera'],
      ['irc.oftc.net', 'network', '', 'irc.oftc.net'],
      ['%libera', 'vehicle', '', 'libera'],
    ] as const;
    for (const [local, kind, name, network] of rows) {
      assert.deepEqual(named.parse(local), taken(local));
      assert.equal(named.kindOf(local), kind, local);
      assert.deepEqual(named.partsOf(local), { name, network });
      assert.equal(named.format(local), local);
      if (kind !== 'vehicle') assert.equal(named.contactOf(name, network), local);
    }
  });

  it('are canonical in small letters, also where a client wrote others', () => {
    assert.deepEqual(named.parse('#Chat%LIBERA'), taken('#chat%libera'));
    assert.equal(named.contactOf('Romeo', 'libera'), 'romeo%libera');
  });

  it('live in JIDs by XEP-0106, backslashes of nicks too', () => {
    for (const [local, jid] of [
      ['a\\20b%libera', 'a\\5c20b%libera'],
      ['#b@yfoot%libera', '#b\\40yfoot%libera'],
      ['#a:b%libera', '#a\\3ab%libera'],
      ['#a/b%libera', '#a\\2fb%libera'],
    ] as const) {
      assert.equal(escapeLocal(local), jid);
      assert.deepEqual(named.parse(unescapeLocal(normaliseLocal(jid) ?? '')), taken(local));
    }
  });

  it('without a network say how a room is written', () => {
    assert.deepEqual(refusal(named, '#chat'), ['irc.address.no-network', undefined]);
    const result = named.parse('#chat');
    assert.ok(!result.ok);
    assert.equal(result.problem.condition, 'remote-server-not-found');
    assert.deepEqual(result.problem.text.params, { name: '#chat', example: '#chat%libera' });
  });

  it('in another form suggest the right one', () => {
    for (const [local, suggestion] of [
      ['romeo!libera', 'romeo%libera'],
      ['romeo!irc.libera.chat', 'romeo%irc.libera.chat'],
      ['#chat@libera', '#chat%libera'],
      ['libera%#chat', '#chat%libera'],
      ['oftc%romeo', 'romeo%oftc'],
      ['irc.oftc.net/#chat', '#chat%irc.oftc.net'],
      ['irc://irc.libera.chat/chat', '#chat%libera'],
    ] as const) {
      assert.deepEqual(refusal(named, local), ['irc.address.write-as', suggestion], local);
    }
    assert.deepEqual(refusal(only, '#chat'), ['irc.address.write-as', '#chat%libera']);
    assert.deepEqual(refusal(only, 'romeo'), ['irc.network.unknown', undefined], 'it may as well be a network');
  });

  it('that no line of IRC could carry are refused', () => {
    for (const [local, key] of [
      ['', 'irc.address.empty'],
      ['#a b%libera', 'irc.address.room'],
      ['#a,#b%libera', 'irc.address.room'],
      ['#a\u0007%libera', 'irc.address.room'],
      ['#a\r\nquit%libera', 'irc.address.room'],
      ['ro meo%libera', 'irc.address.nick'],
      [':romeo%libera', 'irc.address.nick'],
      ['@#chat%libera', 'irc.address.nick'],
      ['$*.net%libera', 'irc.address.nick'],
      ['*!*@host%libera', 'irc.address.nick'],
      ['ro\0meo%libera', 'irc.address.nick'],
      ['romeo%', 'irc.network.unknown'],
      ['romeo%efnet', 'irc.network.unknown'],
      ['efnet', 'irc.network.unknown'],
      ['#chat%irc.example.net', 'irc.network.not-allowed'],
      [`#${'x'.repeat(200)}%libera`, 'irc.address.too-long'],
      [`${'x'.repeat(129)}%libera`, 'irc.address.too-long'],
    ] as const) {
      assert.equal(refusal(named, local)[0], key, JSON.stringify(local));
    }
    assert.deepEqual(named.parse(`#${'x'.repeat(199)}%libera`).ok, true);
  });

  it('may name any host, and what a user calls a server, where the admin allows it', () => {
    for (const local of [
      '#chat%irc.example.net',
      'romeo%my-server',
      'irc.example.net',
      '#chat%192.0.2.1',
      '#chat%2001:db8::1',
    ])
      assert.deepEqual(any.parse(local), taken(local));
    for (const local of ['#chat%ex ample.net', '#chat%-.example', '#chat%127.1', '#chat%under_score!'])
      assert.equal(any.parse(local).ok, false, local);
  });

  it('with a fixed server are rooms and nicks alone, and the percent sign is one as any other', () => {
    for (const [local, kind] of [
      ['#chat', 'room'],
      ['#a%b', 'room'],
      ['#chat%libera', 'room'],
      ['romeo', 'person'],
    ] as const) {
      assert.deepEqual(fixed.parse(local), taken(local));
      assert.equal(fixed.kindOf(local), kind);
      assert.deepEqual(fixed.partsOf(local), { name: local, network: 'libera' });
      assert.equal(fixed.contactOf(local, 'libera'), local);
    }
    assert.deepEqual([fixed.kindOf(''), fixed.contactOf('', 'libera')], ['network', '']);
    assert.equal(fixed.parse('romeo%libera').ok, false);
    assert.deepEqual(fixed.prompt('irc://irc.libera.chat/#Chat'), taken('#chat'));
    assert.equal(fixed.prompt('irc://irc.oftc.net/#chat').ok, false);
  });

  it('are understood at the prompt as people write them', () => {
    for (const [typed, address] of [
      [' #Chat%libera ', '#chat%libera'],
      ['#chat on libera', '#chat%libera'],
      ['#chat libera', '#chat%libera'],
      ['libera #chat', '#chat%libera'],
      ['#chat, irc.libera.chat', '#chat%irc.libera.chat'],
      ['romeo at oftc', 'romeo%oftc'],
      ['irc://irc.libera.chat:6697/#chat?key', '#chat%libera'],
      ['ircs://irc.oftc.net/%23chat', '#chat%oftc'],
      ['//chat.freenode.net/chat', '#chat%libera'],
      ['irc://irc.libera.chat/romeo,isnick', 'romeo%libera'],
      ['irc://irc.libera.chat', 'libera'],
      ['irc:#chat%libera', '#chat%libera'],
      ['libera', 'libera'],
    ] as const) {
      assert.deepEqual(named.prompt(typed), taken(address), typed);
    }
    assert.deepEqual(only.prompt('#chat'), taken('#chat%libera'));
    assert.deepEqual(only.prompt('romeo'), taken('romeo%libera'));
    assert.equal(named.prompt('#chat').ok, false, 'it is not known on which network');
    for (const typed of ['irc://irc.example.net/#chat', 'irc://%zz/%zz', '//', 'irc:', 'x'.repeat(5000)])
      assert.equal(named.prompt(typed).ok, false, typed.slice(0, 40));
  });

  it('mean themselves once they are read, whatever was written', () => {
    const piece = fc.constantFrom(
      '#',
      '&',
      '%',
      '!',
      '@',
      'libera',
      'irc.oftc.net',
      'a',
      'Ä',
      ' ',
      ',',
      '\\5c',
      '{}|^~',
      ':',
      '//',
      'irc:',
      '\n',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
    );
    for (const addresses of [named, any, fixed, only]) {
      fc.assert(
        fc.property(text, (written) => {
          for (const result of [addresses.parse(written), addresses.prompt(written)]) {
            const address = result.ok ? result.address : result.suggestion;
            if (address === undefined) continue;
            assert.deepEqual(addresses.parse(address), taken(address));
            const { name, network } = addresses.partsOf(address);
            assert.doesNotMatch(name + network, /[\r\n\0 ,]/);
            if (addresses.kindOf(address) !== 'vehicle') assert.equal(addresses.contactOf(name, network), address);
          }
        }),
      );
    }
  });
});
