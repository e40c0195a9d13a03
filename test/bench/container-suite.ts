import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Docker, startDocker } from '../../sandbox/docker.js';
import { FreshMachine } from '../../sandbox/fresh-machine.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { repositoryRoot } from '../support/repository.js';
import { git } from './git.js';
import type { Report } from './report.js';

/** The user of the image. */
const USER = '10014';
const READY_MS = 180_000;
/** Redis as the official image has it: compiled without the mode that answers nobody from elsewhere. */
const REDIS = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends redis-server && install -d -o redis /data
WORKDIR /data
USER redis
RUN printf '#!/bin/sh\\nexec "$@" --protected-mode no\\n' > /tmp/entry && chmod 755 /tmp/entry
ENTRYPOINT ["/tmp/entry"]
`;

/**
 * `compose.yaml` as a person tries it, on a real Docker: the images are built, Romeo writes through the gateway, it becomes healthy, and
 * ends in order. No registry of images is asked: what the Dockerfile begins with is made of Debian's packages.
 */
export async function containerSuite(report: Report): Promise<void> {
  if (!Docker.possible || !FreshMachine.possible) {
    throw new Error('it has to be root, with the Debian packages docker.io, docker-compose and debootstrap');
  }
  const docker = await startDocker();
  const dir = await tempDir('compose');
  try {
    await makeBases(docker, dir);
    git('clone', '--quiet', '--no-hardlinks', repositoryRoot(), join(dir, 'isthmus'));
    const compose = (...args: readonly string[]) =>
      docker.run('docker-compose', ['-p', 'trial', ...args], join(dir, 'isthmus'));
    let begin = performance.now();
    const seconds = () => (performance.now() - begin) / 1000;
    compose('build', 'isthmus', 'prosody');
    report.note('images built, s', seconds().toFixed(0));
    begin = performance.now();
    compose('up', '-d', 'isthmus');
    try {
      const id = compose('ps', '-q', 'isthmus');
      const look = (format: string) => docker.run('docker', ['inspect', '-f', format, id]);
      await waitFor('the gateway', () => docker.run('docker', ['logs', id]).includes('"msg":"ready"'));
      report.target('until it is ready', seconds(), 'at most', 60, 's');
      await talk();
      report.note('user', docker.run('docker', ['exec', id, 'id', '-u']) === USER ? USER : 'another one');
      report.target(
        'has a root that nobody can write',
        look('{{.HostConfig.ReadonlyRootfs}}') === 'true' ? 1 : 0,
        'at least',
        1,
      );
      await waitFor('its health', () => look('{{.State.Health.Status}}') === 'healthy');
      report.target('until it is healthy', seconds(), 'at most', 180, 's');
      begin = performance.now();
      compose('stop', 'isthmus');
      report.target('until it has stopped', seconds(), 'at most', 15, 's');
      report.target('exit code', Number(look('{{.State.ExitCode}}')), 'at most', 0);
    } finally {
      compose('down', '--volumes');
    }
  } finally {
    await docker.stop();
    await removeTempDir(dir);
  }
}

async function makeBases(docker: Docker, dir: string): Promise<void> {
  const machine = await FreshMachine.install('bookworm', repositoryRoot());
  try {
    await machine.run('useradd -m -u 1000 node', () => undefined);
    const authorities = process.env.NODE_EXTRA_CA_CERTS === undefined ? [] : [`ENV NODE_EXTRA_CA_CERTS=${AUTHORITIES}`];
    await docker.import(machine.root, 'node:20-bookworm-slim', [...authorities, 'CMD ["node"]']);
    await docker.import(machine.root, 'debian:bookworm-slim', ['CMD ["bash"]'], ['./usr/local/*']);
  } finally {
    await machine.close();
  }
  writeFileSync(join(dir, 'Dockerfile'), REDIS);
  docker.run('docker', ['build', '-t', 'redis:7-bookworm', dir]);
}

const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** What `compose.yaml` tells people to try. */
async function talk(): Promise<void> {
  const account = { username: 'romeo', password: 'trial', domain: 'localhost', jid: 'romeo@localhost' };
  const romeo = await connectUser({ ...account, host: '127.0.0.1', port: 5222 });
  await romeo.request(
    '<iq type="set" to="echo.localhost"><query xmlns="jabber:iq:register"><nick>romeo</nick></query></iq>',
  );
  await romeo.send('<message to="anybody@echo.localhost" type="chat"><body>Is it there?</body></message>');
  await romeo.waitFor(
    (one) => one.attrs.from === 'anybody@echo.localhost' && one.getChildText('body') === 'Is it there?',
    'the echo',
    60_000,
  );
  await romeo.close();
}

async function waitFor(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${READY_MS} ms`);
    await delay(500);
  }
}
