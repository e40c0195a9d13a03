import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Account, Problem } from '../../../../gateways/gateway.js';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { Bans } from '../../../../gateways/irc/policy/bans.js';
import { ClosedNetworks } from '../../../../gateways/irc/policy/closed.js';
import { accountsFor, commandLines, preferencesOf } from '../../../../gateways/irc/preferences.js';
import { type Attempt, ircRegistration } from '../../../../gateways/irc/registration.js';
import { ircTexts } from '../../../../gateways/irc/texts.js';
import { systemClock } from '../../../../src/clock.js';
import { MemoryKv } from '../asks/support/memory-kv.js';

const JID = 'romeo@example.org';
const SECTION = {
  domain: 'irc.example.org',
  networks: { libera: { host: 'irc.libera.chat', throttle: { burst: 5 } }, oftc: { host: 'irc.oftc.net' } },
};
const ONE = { networks: { libera: { host: 'irc.libera.chat' } } };
const HEX = '0123456789abcdef'.repeat(4);

function desk(more: object = {}, answer?: Problem) {
  const config = ircConfig.parse({ ...SECTION, ...more });
  const networks = new Networks(config);
  const attempts: Attempt[] = [];
  const kv = new MemoryKv();
  const form = ircRegistration({
    config,
    networks,
    salt: 'salt',
    clock: systemClock,
    probe: async (attempt) => {
      attempts.push(attempt);
      return answer;
    },
  });
  const verify = async (values: Readonly<Record<string, string>>, label = '', accounts: readonly Account[] = []) => {
    const registrant = { jid: JID, label, accounts, changed: new Set(Object.keys(values)), kv };
    const verified = await form.verify?.(values, new AbortController().signal, registrant);
    return verified === undefined || 'found' in verified ? verified : verified.text.key;
  };
  const check = (name: string, value: string): string => {
    const field = form.fields.find((one) => one.name === name);
    assert.ok(field?.check, name);
    const checked = field.check(value);
    return 'value' in checked ? `= ${checked.value}` : checked.wrong.key;
  };
  return { config, networks, form, attempts, kv, verify, check };
}

const account = (label: string, fields: Readonly<Record<string, string>>): Account => ({
  id: label === '' ? JID : `${JID}/${label}`,
  jid: JID,
  label,
  born: 1,
  rev: 1,
  fields,
  since: 0,
});

describe('the registration form', () => {
  it('asks for little in a chat, and never offers what the admin does not allow', () => {
    const { form } = desk();
    assert.deepEqual(
      form.fields.filter(({ later }) => later !== true).map(({ name }) => name),
      ['nick', 'x-account', 'password'],
    );
    const names = (more: object) => desk(more).form.fields.map(({ name }) => name);
    for (const name of ['x-address', 'x-pin']) {
      assert.ok(!names({}).includes(name));
      assert.ok(names({ anyServer: true }).includes(name));
    }
    assert.ok(!names({}).includes('x-username') && names({ usernameChoice: true }).includes('x-username'));
    assert.ok(!names({ realnameFromJid: true }).includes('name') && names({}).includes('name'));
    assert.ok(
      form.fields.every(({ required }) => !required),
      'joining works without any',
    );
  });

  it('keeps secrets in fields that are never shown', () => {
    const kinds = new Map(desk().form.fields.map(({ name, kind }) => [name, kind]));
    assert.equal(kinds.get('password'), 'text-private');
    assert.equal(kinds.get('x-server-password'), 'text-private');
    assert.equal(kinds.get('x-commands'), 'text-multi');
  });

  it('has a sentence for everything that it says', () => {
    const english = ircTexts.en ?? {};
    const { form } = desk({ anyServer: true, usernameChoice: true });
    const keys = [form.title.key, form.instructions.key, 'irc.register.instructions-one'];
    for (const { label, description, options = [] } of form.fields) {
      keys.push(
        label.key,
        ...(description === undefined ? [] : [description.key]),
        ...options.map((one) => one.label.key),
      );
    }
    assert.deepEqual(
      keys.filter((key) => english[key] === undefined),
      [],
    );
  });
});

describe('what is submitted', () => {
  const { check } = desk({ anyServer: true, usernameChoice: true });

  it('is normalised, or told with what to do', () => {
    for (const [field, value, said] of [
      ['nick', 'Romeo', '= Romeo'],
      ['nick', '[r]\\`^{o}|-1', '= [r]\\`^{o}|-1'],
      ['nick', 'ромео', '= ромео'],
      ['nick', '1romeo', 'irc.register.nick.wrong'],
      ['nick', 'ro meo', 'irc.register.nick.wrong'],
      ['nick', 'ro\nQUIT', 'irc.register.nick.wrong'],
      ['nick', '#romeo', 'irc.register.nick.wrong'],
      ['nick', 'x'.repeat(65), 'irc.register.nick.wrong'],
      ['x-account', 'Romeo', '= Romeo'],
      ['x-account', 'ro meo', 'irc.register.account.wrong'],
      ['password', 'with blanks and :', '= with blanks and :'],
      ['password', 'a\rb', 'irc.register.password.wrong'],
      ['x-server-password', 'a\0b', 'irc.register.password.wrong'],
      ['name', 'Romeo Montague', '= Romeo Montague'],
      ['name', 'a\u0002b', 'irc.register.line.wrong'],
      ['x-username', 'romeo', '= romeo'],
      ['x-username', '~romeo', 'irc.register.username.wrong'],
      ['x-username', 'romeomontague', 'irc.register.username.wrong'],
      ['x-address', 'IRC.example.net:7000', '= irc.example.net:7000'],
      ['x-address', 'irc.example.net/+6697', '= irc.example.net:+6697'],
      ['x-address', 'irc.example.net:-6667', '= irc.example.net:-6667'],
      ['x-address', 'irc.example.net:6667', 'irc.register.address.tls'],
      ['x-address', 'no host', 'irc.register.address.wrong'],
      ['x-address', '127.0.0.1', 'irc.network.not-public'],
      ['x-address', 'irc.example.net:22', 'irc.network.port'],
      ['x-pin', HEX.toUpperCase(), `= sha256:${HEX}`],
      ['x-pin', 'abc', 'irc.register.pin.wrong'],
      ['x-throttle', '05', '= 5'],
      ['x-throttle', '0', 'irc.register.throttle.wrong'],
      ['x-throttle', '11', 'irc.register.throttle.wrong'],
      ['x-history', '0', '= 0'],
      ['x-history', '1001', 'irc.register.history.wrong'],
      ['x-history', '-1', 'irc.register.history.wrong'],
      ['x-commands', '/MODE {nick} +x\n\n/quote join #a ', '= MODE {nick} +x\njoin #a'],
      [
        'x-commands',
        'PRIVMSG NickServ :IDENTIFY {account} {password}',
        '= PRIVMSG NickServ :IDENTIFY {account} {password}',
      ],
      ['x-commands', 'PRIVMSG NickServ :IDENTIFY sesame', 'irc.register.commands.secret'],
      ['x-commands', 'msg NickServ', '= msg NickServ'],
      ['x-commands', 'NS identify romeo sesame', 'irc.register.commands.secret'],
      ['x-commands', 'PRIVMSG Q@CServe.quakenet.org :AUTH romeo sesame', 'irc.register.commands.secret'],
      ['x-commands', 'OPER romeo sesame', 'irc.register.commands.secret'],
      ['x-commands', 'MODE {nick} +x\nQUIT', 'irc.register.commands.own'],
      ['x-commands', 'cap ls', 'irc.register.commands.own'],
      ['x-commands', ':prefix MODE x', 'irc.register.commands.wrong'],
      ['x-commands', `PRIVMSG a :${'x'.repeat(400)}`, 'irc.register.commands.wrong'],
      ['x-commands', 'VERSION\n'.repeat(21), 'irc.register.commands.many'],
    ] as const) {
      assert.equal(check(field, value), said, `${field} ${JSON.stringify(value)}`);
    }
  });

  it('means the same when it is submitted again, holds no line break but between commands, and tells no secret', () => {
    const { form } = desk({ anyServer: true, usernameChoice: true });
    for (const field of form.fields) {
      if (field.check === undefined) continue;
      const { check: normalise, name } = field;
      fc.assert(
        fc.property(
          fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ unit: 'binary' })),
          (value) => {
            const once = normalise(value.trim());
            if ('wrong' in once) {
              assert.ok(ircTexts.en?.[once.wrong.key], once.wrong.key);
              if (field.kind === 'text-private') assert.equal(once.wrong.params, undefined);
              return;
            }
            assert.deepEqual(normalise(once.value), once);
            assert.doesNotMatch(once.value, name === 'x-commands' ? /[\r\0]/ : /[\r\n\0]/);
          },
        ),
      );
    }
  });
});

describe('the check against the network', () => {
  it('asks nobody where nothing can be refused', async () => {
    const { verify, attempts } = desk();
    assert.equal(await verify({ nick: 'romeo', 'x-persistent': 'yes' }), undefined);
    assert.equal(await verify({ nick: 'romeo' }, 'libera'), undefined);
    assert.deepEqual(attempts, []);
  });

  it('tries a password at the network of the account, with all that counts there', async () => {
    const { verify, attempts } = desk();
    const defaults = account('', { nick: 'Romeo', name: 'R. M.' });
    assert.equal(
      await verify({ 'x-account': 'rmontague', password: 'sesame', 'x-throttle': '2' }, 'libera', [defaults]),
      undefined,
    );
    const [attempt] = attempts;
    assert.deepEqual(
      [attempt?.jid, attempt?.settings.network, attempt?.password, attempt?.serverPassword],
      [JID, 'libera', 'sesame', undefined],
    );
    const { nick, realname, account: name, burst } = attempt?.preferences ?? {};
    assert.deepEqual([nick, realname, name, burst], ['Romeo', 'R. M.', 'rmontague', 2]);
    assert.doesNotMatch(JSON.stringify(attempt?.preferences), /sesame/);
  });

  it('tells what the network said', async () => {
    const refused: Problem = {
      type: 'auth',
      condition: 'not-authorized',
      text: { key: 'irc.register.password.missing' },
    };
    assert.equal(await desk({}, refused).verify({ password: 'wrong' }, 'libera'), 'irc.register.password.missing');
  });

  it('connects nobody who is banned from the network, or to one that is closed', async () => {
    const since = systemClock.now();
    const barred = desk();
    await new Bans({ kv: barred.kv, clock: systemClock }).add({
      who: JID,
      network: 'libera',
      reason: '',
      since,
      by: 'a@b',
    });
    assert.equal(await barred.verify({ password: 'sesame' }, 'libera'), 'irc.banned-network');
    assert.deepEqual(barred.attempts, []);
    assert.equal(await barred.verify({ password: 'sesame' }, 'oftc'), undefined);
    const shut = desk();
    await new ClosedNetworks({ kv: shut.kv, clock: systemClock }).close({
      network: 'oftc',
      reason: '',
      since,
      by: 'a@b',
    });
    assert.equal(await shut.verify({ password: 'sesame' }, 'oftc'), 'irc.closed');
    assert.deepEqual(shut.attempts, []);
  });

  it('takes no password for all networks at once, and one for the only network there is', async () => {
    const several = desk();
    assert.equal(await several.verify({ password: 'sesame' }), 'irc.register.which-network');
    assert.equal(await several.verify({ 'x-commands': 'VERSION' }), 'irc.register.which-network');
    const one = desk(ONE);
    assert.equal(await one.verify({ password: 'sesame' }), undefined);
    assert.equal(one.attempts[0]?.settings.name, 'libera');
    const fixed = desk({ fixedServer: 'oftc' });
    assert.equal(await fixed.verify({ password: 'sesame' }), undefined);
    assert.equal(fixed.attempts[0]?.settings.name, 'oftc');
  });

  it('knows which networks there are, and leaves those of the admin where they are', async () => {
    const any = desk({ anyServer: true });
    assert.equal(await desk().verify({ nick: 'romeo' }, 'efnet'), 'irc.network.unknown');
    assert.equal(await any.verify({ nick: 'romeo' }, 'mine'), 'irc.network.unknown-name');
    assert.equal(await any.verify({ 'x-address': 'evil.example' }, 'libera'), 'irc.register.address.named');
    assert.equal(await any.verify({ 'x-address': 'irc.example.net' }, 'mine'), undefined);
    assert.deepEqual(
      any.attempts.map(({ settings }) => settings.servers),
      [[{ host: 'irc.example.net', port: 6697 }]],
    );
    assert.equal(await any.verify({ 'x-account': 'romeo' }, 'libera'), 'irc.register.password.missing');
    assert.equal(await any.verify({ 'x-account': 'romeo', 'x-sasl': 'external' }, 'libera'), undefined);
  });
});

describe('what counts for a user on a network', () => {
  const of = (more: object, own?: Readonly<Record<string, string>>, defaults?: Readonly<Record<string, string>>) => {
    const { config, networks } = desk(more);
    const found = networks.find('libera');
    assert.ok(found.ok);
    const accounts = {
      ...(own === undefined ? {} : { own: account('libera', own) }),
      ...(defaults === undefined ? {} : { defaults: account('', defaults) }),
    };
    return preferencesOf({ config, settings: found.settings, person: { jid: JID, salt: 'salt' }, accounts });
  };

  it('is as the config says where nothing is set', () => {
    assert.deepEqual(of({}), {
      nick: 'romeo',
      realname: 'romeo',
      username: 'nhkgmjjk',
      sasl: 'automatic',
      charset: 'windows-1252',
      charsetOut: 'utf-8',
      commands: [],
      burst: 5,
      persistent: false,
      history: 20,
      record: true,
      away: 'absent',
      highlights: true,
      typing: false,
    });
  });

  it('is what is set for the network, then what is set for all', () => {
    const defaults = {
      nick: 'Defa',
      'x-away': 'off',
      'x-persistent': 'yes',
      'x-history': '5',
      'x-encoding-in': 'koi8-r',
    };
    const own = { nick: 'Own', 'x-persistent': 'no', 'x-away': 'default', 'x-throttle': '100', 'x-typing': 'yes' };
    const { nick, away, persistent, history, charset, burst, typing } = of({}, own, defaults);
    assert.deepEqual(
      [nick, away, persistent, history, charset, burst, typing],
      ['Own', 'off', false, 5, 'koi8-r', 5, true],
    );
  });

  it('never takes a login, commands or a fingerprint over from the default account', () => {
    const secret = { 'x-account': 'romeo', 'x-commands': 'VERSION', 'x-pin': `sha256:${HEX}`, 'x-sasl': 'plain' };
    assert.deepEqual(of({}, undefined, secret), of({}));
    const { account: name, commands, pin, sasl } = of({}, secret);
    assert.deepEqual([name, commands, pin, sasl], ['romeo', ['VERSION'], { algorithm: 'sha256', hex: HEX }, 'plain']);
  });

  it('shows the JID where the admin wants it, whatever the user has set', () => {
    const { realname, username } = of(
      { realnameFromJid: true, usernameChoice: true },
      { name: 'X', 'x-username': 'x' },
    );
    assert.deepEqual([realname, username], [JID, 'romeo']);
    assert.equal(of({ usernameChoice: true }, { 'x-username': 'rosen' }).username, 'rosen');
    assert.equal(of({}, { 'x-username': 'rosen' }).username, 'nhkgmjjk', 'not where it is not offered');
  });

  it('survives whatever is stored', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('nick', 'x-away', 'x-history', 'x-throttle', 'x-pin', 'x-sasl', 'x-encoding-in'),
          fc.string(),
        ),
        (fields) => {
          const { burst = 0, history, away } = of({}, fields);
          assert.ok(
            burst >= 0 && burst <= 5 && history >= 0 && history <= 2000 && ['absent', 'status', 'off'].includes(away),
          );
        },
      ),
    );
  });

  it('comes from the account of the network, by its name or by one of its hosts, or the only one', () => {
    const accounts = [account('', { nick: 'd' }), account('libera', { nick: 'l' })];
    const { networks } = desk();
    const found = (settings: { name: string; network: string }, all = networks) => {
      const { own, defaults } = accountsFor(settings, accounts, all);
      return [own?.label, defaults?.label];
    };
    assert.deepEqual(found({ name: 'libera', network: 'libera' }), ['libera', '']);
    assert.deepEqual(found({ name: 'irc.libera.chat', network: 'libera' }), ['libera', '']);
    assert.deepEqual(found({ name: 'oftc', network: 'oftc' }), [undefined, '']);
    assert.deepEqual(found({ name: 'oftc', network: 'oftc' }, desk({ fixedServer: 'oftc' }).networks), ['', '']);
  });
});

describe('commands after login', () => {
  it('have their places filled, and are left out where one has nothing to stand for', () => {
    const lines = ['MODE {nick} +x', 'PRIVMSG Q :AUTH {account} {password}', 'VERSION {other}'];
    assert.deepEqual(commandLines(lines, { nick: 'R', account: 'acc', password: '$& $1' }), [
      'MODE R +x',
      'PRIVMSG Q :AUTH acc $& $1',
      'VERSION {other}',
    ]);
    assert.deepEqual(commandLines(lines, { nick: 'R' }), ['MODE R +x', 'VERSION {other}']);
    assert.deepEqual(commandLines(['NICKSERV {account}'], { nick: 'R' }), ['NICKSERV R']);
  });
});
