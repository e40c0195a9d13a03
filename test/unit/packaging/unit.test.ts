import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const UNIT = 'config/isthmus.service';
/** Where systemd would be content: 0 is no exposure at all, 10 the whole machine. */
const MOST_EXPOSED = 20;

describe('the systemd unit', () => {
  it('is one that systemd understands', () => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', UNIT], { encoding: 'utf8' });
    // The program is not installed where the unit says.
    const said = (stdout + stderr).split('\n').filter((line) => !/is not executable|^$/.test(line));
    assert.deepEqual(said, []);
    assert.ok(status === 0 || /is not executable/.test(stderr), `${status}`);
  });

  it('leaves a process little to do harm with', () => {
    const args = ['security', '--offline=true', `--threshold=${MOST_EXPOSED}`, '--no-pager', UNIT];
    const { status, stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    assert.equal(status, 0, stdout.split('\n').slice(-3).join('\n'));
  });

  it('does not try again with a wrong config, lets the addresses of the machine be seen, and reloads', () => {
    const unit = readFileSync(UNIT, 'utf8');
    for (const line of [
      'Restart=on-failure',
      'RestartPreventExitStatus=2',
      'ExecReload=/bin/kill -HUP $MAINPID',
      'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
    ]) {
      assert.ok(unit.includes(`\n${line}\n`), line);
    }
  });
});
