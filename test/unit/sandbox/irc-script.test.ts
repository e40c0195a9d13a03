import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readIrcLine } from '../../../sandbox/irc-line.js';
import { type HonestIrcd, startHonestIrcd } from '../../../sandbox/ircd/index.js';
import { tempDir } from '../../../sandbox/temp-dir.js';
import { matchIrcLine } from '../../support/irc-line-match.js';
import { ircSteps } from '../../support/irc-steps.js';
import { playScript } from '../../support/script.js';

describe('IRC lines in scripts', () => {
  const differences = (expected: string, received: string): readonly string[] => {
    const match = matchIrcLine(expected, readIrcLine(received), { known: '#c' });
    return match.fits ? [] : match.differences;
  };

  it('compare the source as it is written: a nick, a whole source, or not at all', () => {
    const received = ':romeo!r@host PRIVMSG #c :Hello there';
    assert.deepEqual(differences('PRIVMSG {known} :Hello there', received), []);
    assert.deepEqual(differences(':romeo PRIVMSG #c :Hello there', received), []);
    assert.deepEqual(differences(':romeo!{any}@host PRIVMSG #c :{any}', received), []);
    assert.deepEqual(differences(':juliet PRIVMSG #c :Hello there', received), [
      'source: expected "juliet", received "romeo"',
    ]);
    assert.deepEqual(differences(':romeo!x@host PRIVMSG #c :Hello there', received), [
      'source: expected "romeo!x@host", received "romeo!r@host"',
    ]);
  });

  it('want just so many parameters, unless the last one is open', () => {
    assert.deepEqual(differences('KICK #c romeo', ':a!b@c KICK #c romeo :bye'), ['2 parameters expected, received 3']);
    assert.deepEqual(differences('KICK #c romeo ...', ':a!b@c KICK #c romeo :bye'), []);
    assert.deepEqual(differences('KICK #c romeo :bye', ':a!b@c KICK #c romeo'), [
      'parameter 3: expected "bye", received none',
    ]);
  });

  it('look at the tags that they name', () => {
    const received = '@time=2026-01-01T00:00:00.000Z;msgid=7;+draft/reply=a\\sb :a!b@c TAGMSG #c';
    assert.deepEqual(differences('@msgid={id} TAGMSG #c', received), []);
    assert.deepEqual(differences('@+draft/reply=a\\sb TAGMSG #c', received), []);
    assert.deepEqual(differences('@account=a TAGMSG #c', received), ['tag account: expected "a", received none']);
  });

  it('say what cannot be seen', () => {
    assert.deepEqual(differences('PRIVMSG #c :\\x02bold\\x0f', ':a!b@c PRIVMSG #c :\x02bold\x0f'), []);
    assert.deepEqual(differences('NICK a\\b', ':x!y@z NICK a\\b'), []);
  });
});

describe('IRC steps of scripts', () => {
  let ircd: HonestIrcd;
  let dir: string;
  before(async () => {
    ircd = await startHonestIrcd({ accounts: { romeo: 'capulet' } });
    dir = await tempDir('irc-scripts');
  });
  after(async () => await ircd.stop());

  async function play(source: string): Promise<void> {
    const file = join(dir, 'a.stanzas');
    await writeFile(file, source);
    const { steps, end } = ircSteps({ port: ircd.port });
    const account = async (name: string) => await Promise.reject(new Error(`${name} is not in this script`));
    try {
      await playScript({ file, account, steps, variables: { channel: '#c' } });
    } finally {
      await end();
    }
  }

  it('play with real connections, and what one step finds is known to the next', async () => {
    await play(`# Two people talk
irc alice connects with message-tags, echo-message
irc bob connects with message-tags
irc romeo logs in as romeo with capulet
irc alice joins {channel}
irc bob joins {channel}
irc alice gets: :bob JOIN {channel}
irc alice: PRIVMSG {channel} :\\x02Hello\\x02
irc alice gets: @msgid={id} PRIVMSG {channel} :\\x02Hello\\x02
irc bob gets: @msgid={id} :alice PRIVMSG {channel} :\\x02Hello\\x02
irc bob: @+draft/reply={id} PRIVMSG {channel} :Hello yourself
irc alice gets: @+draft/reply={id} :bob PRIVMSG {channel} :{answer}
irc alice:
  TOPIC {channel} :{answer}
  TOPIC {channel} :
irc bob gets:
  TOPIC {channel} :Hello yourself
  TOPIC {channel} :
irc bob gets nothing else
irc bob disconnects
irc alice gets: :bob QUIT ...
`);
  });

  it('report the line and what differs', async () => {
    const source = `irc alice connects
irc bob connects
irc alice: PRIVMSG bob :Hello
irc bob gets: :alice PRIVMSG bob :Farewell
`;
    await assert.rejects(play(source), (error: Error) => {
      assert.match(error.message, /a\.stanzas:4: irc bob gets:/);
      assert.match(error.message, /parameter 2: expected "Farewell", received "Hello"/);
      return true;
    });
  });

  it('tell of lines that nobody expected', async () => {
    const source = `irc alice connects
irc bob connects
irc alice: PRIVMSG bob :Hello
irc bob gets nothing else
`;
    // What alice has said is with bob only when the server has read it.
    await assert.rejects(
      play(source.replace('irc bob gets', 'irc alice gets nothing else\nirc bob gets')),
      /PRIVMSG bob/,
    );
  });
});
