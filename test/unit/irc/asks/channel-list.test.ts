import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChannelList } from '../../../../gateways/irc/channel-list.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

function begin() {
  const clock = new ManualClock();
  let lists = 0;
  const list = new ChannelList(clock, ({ command }) => {
    assert.equal(command, 'LIST');
    lists += 1;
  });
  const listed = (channel: string): void => list.take({ type: 'listed', channel, members: 1, topic: '' });
  const names = async (fresh: boolean) => {
    const listing = await list.get(fresh);
    return listing === 'busy' ? listing : listing.map(({ name }) => name);
  };
  return { clock, list, listed, names, lists: () => lists };
}

describe('the list of channels', () => {
  it('is asked for once for all, sorted, and anew after a minute', async () => {
    const { clock, list, listed, names, lists } = begin();
    const both = Promise.all([names(true), names(false)]);
    listed('#b');
    listed('#a');
    list.take({ type: 'list-end' });
    assert.deepEqual(await both, [
      ['#a', '#b'],
      ['#a', '#b'],
    ]);
    clock.advance(59_000);
    assert.deepEqual(await names(true), ['#a', '#b']);
    clock.advance(2000);
    assert.deepEqual(await names(false), ['#a', '#b'], 'pages are of one list');
    assert.equal(lists(), 1);
    const fresh = names(true);
    list.take({ type: 'list-end' });
    assert.deepEqual(await fresh, []);
    assert.equal(lists(), 2);
  });

  it('shows what has come in time, and the rest to who asks again', async () => {
    const { clock, list, listed, names, lists } = begin();
    const first = names(true);
    listed('#a');
    clock.advance(12_000);
    assert.deepEqual(await first, ['#a']);
    const second = names(true);
    listed('#b');
    list.take({ type: 'list-end' });
    assert.deepEqual(await second, ['#a', '#b']);
    assert.equal(lists(), 1);
  });

  it('is busy where nothing comes, and is asked for again later', async () => {
    const { clock, list, names, lists } = begin();
    const first = names(true);
    clock.advance(12_000);
    assert.equal(await first, 'busy');
    clock.advance(60_000);
    const second = names(true);
    assert.equal(lists(), 2);
    assert.equal(list.busy(), true);
    assert.equal(await second, 'busy');
    assert.equal(list.busy(), false);
  });

  it('is not what comes without having been asked for', async () => {
    const { list, listed, names } = begin();
    listed('#x');
    list.take({ type: 'list-end' });
    const asked = names(true);
    list.take({ type: 'list-end' });
    assert.deepEqual(await asked, []);
  });
});
