import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openLog, secretsIn } from '../../../src/cli/open-log.js';
import { LogLevels } from '../../../src/log-levels.js';
import { assertDiscreet, CANARY, hiddenIn } from '../../support/discreet.js';

const CONFIG = {
  redis: { url: 'redis://isthmus:s%23cret-of-redis@127.0.0.1:6379' },
  gateways: { sms: { secret: 'of "the" component', carriers: [{ name: 'main', password: 'of-the-carrier' }] } },
};

function open(level: 'debug' | 'info', now = () => 0) {
  const lines: string[] = [];
  const levels = new LogLevels(level, { now });
  const log = openLog(levels, secretsIn(CONFIG), { write: (line) => void lines.push(line) });
  const said = () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  return { lines, levels, log, said };
}

describe('the log of a process', () => {
  it('knows the secrets of its configuration', () => {
    assert.deepEqual(secretsIn(CONFIG), [
      's%23cret-of-redis',
      's#cret-of-redis',
      'of "the" component',
      'of-the-carrier',
    ]);
  });

  it('strikes them out, wherever in a line they are, and stays JSON', () => {
    const { lines, log } = open('info');
    const error = 'refused: of-the-carrier, of "the" component at redis://isthmus:s%23cret-of-redis@127.0.0.1:6379';
    log
      .child({ gateway: 'sms' })
      .warn({ error, nested: { password: 'of-the-carrier' } }, 'it failed with of-the-carrier');
    const { error: told, msg, nested } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    assert.equal(told, 'refused: [hidden], [hidden] at redis://isthmus:[hidden]@127.0.0.1:6379');
    assert.deepEqual([msg, nested], ['it failed with [hidden]', { password: '[hidden]' }]);
    assertDiscreet(lines.join(''), hiddenIn(CONFIG));
  });

  it('writes more of one gateway, or one address, and no more when that is over', () => {
    let now = 0;
    const { log, levels, said } = open('info', () => now);
    const sms = log.child({ gateway: 'sms' });
    const irc = log.child({ gateway: 'irc' }).child({ lane: 'irc.0' });
    assert.equal(sms.wantsDebug?.(), false);
    levels.rules = [
      { gateway: 'sms', level: 'debug', until: 10 },
      { shown: 'ro…@example.org', level: 'debug' },
    ];
    assert.equal(irc.wantsDebug?.(), true);
    sms.debug({}, 'one');
    irc.debug({}, 'two');
    irc.debug({ account: 'ro…@example.org' }, 'three');
    now = 10;
    sms.debug({}, 'four');
    levels.level = 'error';
    sms.info({}, 'five');
    irc.error({}, 'six');
    assert.deepEqual(said(), ['one', 'three', 'six']);
  });
});

describe('the search of logs for what no log may say', () => {
  it('finds secrets, texts and whole numbers, and says in which line', () => {
    const hidden = hiddenIn(CONFIG);
    const bad = [
      ['{"msg":"x","error":"of-the-carrier"}', /a secret of the config file, of-the-carrier/],
      [`{"msg":"got ${CANARY}"}`, /the text of a message/],
      ['{"msg":"x","to":"+12025550123@sms.example.org"}', /a whole number, \+12025550123/],
    ] as const;
    for (const [line, why] of bad) assert.throws(() => assertDiscreet(`{"msg":"fine"}\n${line}\n`, hidden), why);
  });

  it('lets shortened addresses and other lines pass', () => {
    assertDiscreet(
      '{"to":"+1202…23@sms.example.org","time":1764190000000}\n(node:1) of-the-carrier\n',
      hiddenIn(CONFIG),
    );
  });
});
