// Installs Debian packages for their programs alone: no service is started or enabled, and nothing outside the packages is
// changed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Failure } from './prepare.mjs';

const POLICY = '/usr/sbin/policy-rc.d';
const LISTS = '/var/lib/apt/lists';
const LISTS_MAX_AGE_MS = 24 * 3600 * 1000;

/** Installs the packages, or throws a Failure that says exactly what to run. */
export async function installDebianPackages(packages, { yes, compose }) {
  const byHand = [
    `Needed and not installed: ${packages.join(', ')}`,
    'Install with:',
    `  sudo apt-get update && sudo apt-get install --no-install-recommends ${packages.join(' ')}`,
    'or run everything in containers instead:',
    `  docker compose ${compose}`,
  ].join('\n');
  const becomeRoot = rootPrefix(yes);
  if (becomeRoot === undefined || !existsSync('/usr/bin/apt-get')) throw new Failure(byHand);
  if (!yes) {
    if (!process.stdin.isTTY) throw new Failure(`${byHand}\nor run this again with --yes, and it is done for you.`);
    if (!(await agreed(packages))) throw new Failure(byHand);
  }
  const script = join(tmpdir(), `isthmus-apt-${process.pid}.sh`);
  writeFileSync(script, INSTALL, { mode: 0o700, flag: 'wx' });
  const update = listsAreStale() ? 'yes' : 'no';
  try {
    console.log(`Installing ${packages.join(', ')} (no service is started or enabled) ...`);
    const [command, ...prefix] = [...becomeRoot, '/bin/sh', script, update, ...packages];
    const { status } = spawnSync(command, prefix, { stdio: 'inherit' });
    if (status !== 0) throw new Failure(`apt-get failed; see above.\n${byHand}`);
  } finally {
    spawnSync('rm', ['-f', script]);
  }
}

/** How to run something as root: not at all, as we are, by sudo without or (on a terminal) with a password. */
function rootPrefix(yes) {
  if (process.getuid() === 0) return [];
  if (spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n'];
  const hasSudo = existsSync('/usr/bin/sudo');
  return hasSudo && process.stdin.isTTY && !(yes && process.env.CI === 'true') ? ['sudo'] : undefined;
}

async function agreed(packages) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `These Debian packages are needed: ${packages.join(', ')}.\n` +
      'Their programs run from temporary folders only; no system service is started or enabled.\nInstall them? [y/N] ',
  );
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function listsAreStale() {
  try {
    const names = readdirSync(LISTS).filter((name) => name.includes('Packages'));
    if (names.length === 0) return true;
    return Date.now() - Math.max(...names.map((name) => statSync(join(LISTS, name)).mtimeMs)) > LISTS_MAX_AGE_MS;
  } catch {
    return true;
  }
}

/**
 * Runs as root: arguments are whether to update the lists, and the packages. Whatever policy-rc.d was there is put back in
 * every case; services that this installation enabled, and only those, are disabled again, by the tools that Debian's own
 * packages use.
 */
const INSTALL = `set -u
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
policy=${POLICY}
update=$1
shift

enabled() {
  find /etc/systemd/system /etc/rc[2345].d -type l \\( -path '*.wants/*' -o -path '*/rc?.d/S*' \\) 2>/dev/null | sort
}

state=$(mktemp -d) || exit 1
enabled > "$state/before"
if [ -e "$policy" ] || [ -L "$policy" ]; then mv "$policy" "$state/policy-rc.d"; fi
finish() {
  rm -f "$policy"
  if [ -e "$state/policy-rc.d" ] || [ -L "$state/policy-rc.d" ]; then mv "$state/policy-rc.d" "$policy"; fi
  rm -rf "$state"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy" || exit 1

if [ "$update" = yes ]; then apt-get update -qq || echo 'apt-get update failed; trying with the lists there are' >&2; fi
apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@"
status=$?
if [ $status -ne 0 ] && [ "$update" = no ]; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@"
  status=$?
fi

enabled > "$state/after"
comm -13 "$state/before" "$state/after" | while IFS= read -r link; do
  name=$(basename "$link")
  case "$link" in
    /etc/systemd/*)
      deb-systemd-helper disable "$name" >/dev/null 2>&1
      [ -L "$link" ] && rm -f "$link"
      ;;
    *) update-rc.d "\${name#S[0-9][0-9]}" disable >/dev/null 2>&1 ;;
  esac
done
exit $status
`;
