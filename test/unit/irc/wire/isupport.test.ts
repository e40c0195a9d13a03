import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Isupport } from '../../../../gateways/irc/wire/isupport.js';

/** What a server tells, with the nick before it and the sentence behind it. */
function told(...tokens: string[]): Isupport {
  const isupport = new Isupport();
  isupport.apply(['nick', ...tokens, 'are supported by this server']);
  return isupport;
}

describe('what a server tells of itself', () => {
  it('is as in the old times where it tells nothing', () => {
    const isupport = new Isupport();
    assert.equal(isupport.casemapping, 'rfc1459');
    assert.equal(isupport.chantypes, '#&');
    assert.deepEqual(isupport.prefix, [
      { mode: 'o', sign: '@' },
      { mode: 'v', sign: '+' },
    ]);
    assert.deepEqual(isupport.chanmodes, { list: 'beI', always: 'k', whenSet: 'l', never: 'imnpst' });
    assert.equal(isupport.linelen, 512);
    assert.equal(isupport.modes, 3);
    assert.equal(isupport.statusmsg, '');
    for (const absent of [
      isupport.nicklen,
      isupport.topiclen,
      isupport.kicklen,
      isupport.awaylen,
      isupport.monitor,
      isupport.bot,
      isupport.network,
      isupport.chathistory,
      isupport.accountExtban,
      isupport.excepts,
      isupport.invex,
    ]) {
      assert.equal(absent, undefined);
    }
    assert.equal(isupport.whox, false);
    assert.equal(isupport.utf8only, false);
    assert.equal(isupport.clienttagdeny('typing'), false);
  });

  it('is read from a 005 of Libera', () => {
    const isupport = told(
      'CHANTYPES=#',
      'EXCEPTS',
      'INVEX',
      'CHANMODES=eIbq,k,flj,CFLMPQRSTcgimnprstuz',
      'CHANLIMIT=#:250',
      'PREFIX=(ov)@+',
      'MAXLIST=bqeI:100',
      'MODES=4',
      'NETWORK=Libera.Chat',
      'STATUSMSG=@+',
      'CASEMAPPING=rfc1459',
      'NICKLEN=16',
      'MONITOR=100',
      'TOPICLEN=390',
      'TARGMAX=NAMES:1,LIST:1,KICK:1,WHOIS:1,PRIVMSG:4,NOTICE:4,ACCEPT:,MONITOR:',
      'EXTBAN=$,ajrxz',
      'ACCOUNTEXTBAN=a',
      'WHOX',
    );
    assert.equal(isupport.isChannel('#libera'), true);
    assert.equal(isupport.isChannel('&local'), false);
    assert.equal(isupport.isChannel(''), false);
    assert.equal(isupport.excepts, 'e');
    assert.equal(isupport.invex, 'I');
    assert.equal(isupport.chanmodes.list, 'eIbq');
    assert.equal(isupport.chanlimit.get('#'), 250);
    assert.equal(isupport.maxlist.get('q'), 100);
    assert.equal(isupport.modes, 4);
    assert.equal(isupport.network, 'Libera.Chat');
    assert.equal(isupport.nicklen, 16);
    assert.equal(isupport.monitor, 100);
    assert.equal(isupport.topiclen, 390);
    assert.equal(isupport.targmax.get('PRIVMSG'), 4);
    assert.equal(isupport.targmax.get('ACCEPT'), Number.POSITIVE_INFINITY);
    assert.equal(isupport.accountExtban, '$a:');
    assert.equal(isupport.whox, true);
  });

  it('is read from what newer servers tell', () => {
    const isupport = told(
      'PREFIX=(qaohv)~&@%+',
      'CASEMAPPING=ascii',
      'MODES',
      'MONITOR',
      'LINELEN=2048',
      'BOT=B',
      'CLIENTTAGDENY=*,-typing,-draft/react',
      'CHATHISTORY=1000',
      'MSGREFTYPES=msgid,timestamp',
      'UTF8ONLY',
      'NETWORK=Two\\x20Words\\x5C\\x3D',
      'EXTBAN=,ABC',
      'ACCOUNTEXTBAN=account,R',
      'EXCEPTS=X',
    );
    assert.equal(isupport.prefix.map(({ mode, sign }) => mode + sign).join(' '), 'q~ a& o@ h% v+');
    assert.equal(isupport.casemapping, 'ascii');
    assert.equal(isupport.modes, Number.POSITIVE_INFINITY);
    assert.equal(isupport.monitor, Number.POSITIVE_INFINITY);
    assert.equal(isupport.linelen, 2048);
    assert.equal(isupport.bot, 'B');
    assert.equal(isupport.clienttagdeny('draft/reply'), true);
    assert.equal(isupport.clienttagdeny('typing'), false);
    assert.equal(isupport.chathistory, 1000);
    assert.deepEqual(isupport.msgreftypes, ['msgid', 'timestamp']);
    assert.equal(isupport.utf8only, true);
    assert.equal(isupport.network, 'Two Words\\=');
    assert.equal(isupport.accountExtban, 'account:');
    assert.equal(isupport.excepts, 'X');
    assert.equal(told('CLIENTTAGDENY=typing').clienttagdeny('typing'), true);
    assert.equal(told('CLIENTTAGDENY=typing').clienttagdeny('draft/react'), false);
    assert.equal(told('DRAFT/CHATHISTORY=0').chathistory, Number.POSITIVE_INFINITY);
  });

  it('may be taken back, and told in several lines', () => {
    const isupport = told('CHANTYPES=#!', 'WHOX', 'PREFIX=');
    assert.deepEqual(isupport.prefix, []);
    isupport.apply(['nick', '-WHOX', '-PREFIX', 'NICKLEN=30', 'are supported by this server']);
    assert.equal(isupport.whox, false);
    assert.equal(isupport.prefix.length, 2);
    assert.equal(isupport.chantypes, '#!');
    assert.equal(isupport.nicklen, 30);
  });

  it('does no harm where it is nonsense, and is bounded', () => {
    const isupport = told(
      'PREFIX=ov',
      'CHANMODES=',
      'NICKLEN=x',
      'LINELEN=-5',
      'MODES=99999999999',
      '=',
      '-',
      'MAXLIST=b:x',
    );
    assert.deepEqual(isupport.prefix, []);
    assert.deepEqual(isupport.chanmodes, { list: '', always: '', whenSet: '', never: '' });
    assert.equal(isupport.nicklen, undefined);
    assert.equal(isupport.linelen, 512);
    assert.equal(isupport.modes, 3);
    assert.equal(isupport.maxlist.size, 0);
    for (let count = 0; count < 1000; count += 1) isupport.apply(['nick', `TOKEN${count}=x`]);
    assert.equal(isupport.has('TOKEN200'), true);
    assert.equal(isupport.has('TOKEN300'), false);
    isupport.apply(['nick', 'NICKLEN=9']);
    assert.equal(isupport.nicklen, 9);
  });
});
