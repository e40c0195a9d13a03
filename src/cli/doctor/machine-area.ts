import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { type Diagnoses, ExamReport } from '../../../gateways/gateway.js';
import { KEYS_VARIABLE, KeyRing } from '../../store/key-ring.js';
import { keyName } from '../../store/keys.js';
import { checkCanaries, Secrets } from '../../store/secrets.js';
import type { CoreArea, CoreExam } from './area.js';

const diagnoses = {
  'disk-full': {
    severity: 'error',
    title: 'no room on the disk of dataDir',
    why: 'Under 512 MiB Isthmus takes nothing new, so that what is queued can still be worked.',
  },
  'disk-low': {
    severity: 'warning',
    title: 'little room on the disk of dataDir',
    why: 'Under 512 MiB Isthmus takes nothing new.',
  },
  'data-dir-unwritable': {
    severity: 'error',
    title: 'dataDir cannot be written',
    why: 'The private Redis, files and the key lie there.',
  },
  'data-dir-open': {
    severity: 'warning',
    title: 'others may look into dataDir',
    why: 'What is queued, and files of users, lie there in clear.',
  },
  'socket-path-long': {
    severity: 'error',
    title: 'dataDir is too long for a socket',
    why: 'The path of a socket has at most 107 bytes; the private Redis would not start.',
  },
  'redis-server-missing': {
    severity: 'error',
    title: 'redis-server is not installed',
    why: 'Without redis.url Isthmus starts a redis-server of its own.',
  },
  'key-missing': {
    severity: 'error',
    title: 'the key file is gone',
    why: 'Redis holds secrets of users that only this key opens. Without it they are lost.',
  },
  'key-open': {
    severity: 'error',
    title: 'every user of the machine may read the key file',
    why: 'Whoever has the key and a copy of Redis has all passwords of users. Isthmus does not start with such a file.',
  },
  'key-unreadable': {
    severity: 'error',
    title: 'the key file cannot be used',
    why: 'Without it no secret can be opened, and Isthmus does not start.',
  },
  'key-wrong': {
    severity: 'error',
    title: 'the key file is not the one of this Redis',
    why: 'The secrets in Redis were encrypted with another key; Isthmus does not start, so that nothing is made worse.',
  },
  'media-dir-unwritable': {
    severity: 'error',
    title: 'the folder for files cannot be written',
    why: 'Isthmus does not start where files of users cannot be kept.',
  },
  'other-user': {
    severity: 'hint',
    title: 'examined as root',
    why: 'The user root may read and write everything, so nothing is said of what the user of Isthmus may.',
  },
} as const satisfies Diagnoses;

const FULL = 512 * 1024 * 1024;
const LOW = 2 * 1024 * 1024 * 1024;
const SOCKET_PATH = 107;

type Report = ExamReport<typeof diagnoses>;

/** This machine: disk, folders, the key. */
export const machineArea: CoreArea = machineAreaWith(async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
});

/** `freeBytes`: of the disk that a folder is on. `user`: who looks. */
export function machineAreaWith(
  freeBytes: (folder: string) => Promise<number>,
  user: number | undefined = process.getuid?.(),
): CoreArea {
  return {
    name: 'machine',
    diagnoses,
    async run(exam) {
      const report = new ExamReport(diagnoses);
      const { config } = exam;
      folder('data-dir-unwritable', config.dataDir, 'dataDir', report);
      if (config.http?.publicUrl !== undefined) folder('media-dir-unwritable', config.media.dir, 'media.dir', report);
      privacy(config.dataDir, user, report);
      if (config.redis.url === undefined) ownRedis(exam, report);
      await disk(config.dataDir, freeBytes, report);
      await key(exam, report);
      return report;
    },
  };
}

function folder(
  code: 'data-dir-unwritable' | 'media-dir-unwritable',
  path: string,
  name: string,
  report: Report,
): void {
  const existing = nearest(path);
  try {
    if (!statSync(existing).isDirectory()) throw new Error('no folder');
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch {
    report.tell(code, {
      subject: `${name} ${path}`,
      found:
        existing === path
          ? 'It is no folder, or this user may not write there.'
          : `It does not exist, and this user may not make it in ${existing}.`,
      write: `install -d -m 700 -o isthmus ${path}`,
      where: 'this machine, as root; with the user that Isthmus runs as',
    });
  }
}

function privacy(dataDir: string, user: number | undefined, report: Report): void {
  if (!existsSync(dataDir)) return;
  const { mode, uid } = statSync(dataDir);
  const subject = `dataDir ${dataDir}`;
  if ((mode & 0o007) !== 0) {
    report.tell('data-dir-open', {
      subject,
      found: `Its mode is ${(mode & 0o777).toString(8)}.`,
      write: `chmod 700 ${dataDir}`,
      where: 'this machine',
    });
  }
  if (user === 0 && uid !== 0) {
    report.tell('other-user', {
      subject,
      found: `It belongs to the user ${uid}.`,
      write: `runuser -u '#${uid}' -- isthmus doctor --config FILE`,
      where: 'this machine',
    });
  }
}

function ownRedis({ config, env, running }: CoreExam, report: Report): void {
  const socket = join(config.dataDir, 'redis.sock');
  if (Buffer.byteLength(socket) > SOCKET_PATH) {
    report.tell('socket-path-long', {
      subject: `dataDir ${config.dataDir}`,
      found: `${socket} has ${Buffer.byteLength(socket)} bytes.`,
      write: 'dataDir: /var/lib/isthmus',
      where: 'the config file of Isthmus',
    });
  }
  const folders = (env.PATH ?? process.env.PATH ?? '').split(delimiter);
  if (running.redis === undefined && !folders.some((one) => existsSync(join(one, 'redis-server')))) {
    report.tell('redis-server-missing', {
      subject: 'private Redis',
      found: 'There is no redis-server on the PATH.',
      write: 'apt install redis-server',
      where: 'this machine; or set redis.url',
    });
  }
}

async function disk(dataDir: string, freeBytes: (folder: string) => Promise<number>, report: Report): Promise<void> {
  const free = await freeBytes(nearest(dataDir));
  const found = `${Math.round(free / 1024 / 1024)} MiB are free.`;
  const what = {
    subject: `the disk of ${dataDir}`,
    found,
    write: 'dataDir: /another/disk/isthmus',
    where: 'the config file of Isthmus, after moving the folder; or make room',
  };
  if (free < FULL) report.tell('disk-full', what);
  else if (free < LOW) report.tell('disk-low', what);
  else report.fine(`${Math.round(free / 1024 ** 3)} GiB are free on the disk of ${dataDir}`);
}

async function key({ config, env, running }: CoreExam, report: Report): Promise<void> {
  const { keyFile } = config;
  const text = env[KEYS_VARIABLE];
  const subject = text === undefined ? `key file ${keyFile}` : `the variable ${KEYS_VARIABLE}`;
  const canary = keyName(config.redis.prefix, 'store', 'canary');
  const canaries = (await running.redis?.hgetall(canary).catch(() => undefined)) ?? {};
  if (text === undefined && !existsSync(keyFile)) {
    if (Object.keys(canaries).length === 0) report.fine(`${keyFile} will be made at the first start`);
    else {
      report.tell('key-missing', {
        subject,
        found: 'There is no such file, and Redis holds secrets that were encrypted with one.',
        write: `keyFile: ${keyFile}`,
        where: 'the config file of Isthmus, with the right path; or put the file back from your backup',
      });
    }
    return;
  }
  if (text === undefined && (statSync(keyFile).mode & 0o007) !== 0) {
    report.tell('key-open', {
      subject,
      found: `Its mode is ${(statSync(keyFile).mode & 0o777).toString(8)}.`,
      write: `chmod 600 ${keyFile}`,
      where: 'this machine',
    });
    return;
  }
  let ring: KeyRing;
  try {
    if (text === undefined) readFileSync(keyFile);
    ring = new KeyRing(text === undefined ? { file: keyFile } : { text });
  } catch (error) {
    report.tell('key-unreadable', {
      subject,
      found: error instanceof Error ? error.message : String(error),
      write: `chown isthmus ${keyFile}`,
      where: 'this machine, where the user of Isthmus may not read it; else put the file back from your backup',
    });
    return;
  }
  try {
    checkCanaries(new Secrets(ring), canaries, subject);
    report.fine(
      Object.keys(canaries).length === 0 ? `${subject} can be read` : `${subject} opens the secrets in Redis`,
    );
  } catch (error) {
    report.tell('key-wrong', {
      subject,
      found: error instanceof Error ? error.message : String(error),
      write: `keyFile: ${keyFile}`,
      where: 'the config file of Isthmus, with the path of the right key file; or correct redis.url and redis.prefix',
    });
  }
}

/** The folder itself, or the nearest above it that exists. */
function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}
