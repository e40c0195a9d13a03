import { join } from 'node:path';
import { type CertificateFiles, selfSignedCertificate } from './certificate.js';
import type { Child } from './child.js';
import { freePort, isPortFree } from './free-port.js';
import { startIsthmus, writeConfig } from './isthmus.js';
import { type Prosody, startProsody } from './prosody.js';
import { type Smsc, startSmsc } from './smsc/index.js';
import { removeTempDir, tempDir } from './temp-dir.js';
import { randomPassword, type XmppAccount } from './xmpp-server.js';
import { connectUser, type XmppUser } from './xmpp-user.js';

const DOMAIN = 'localhost';
/** Where clients look for a server by default. */
const USUAL_PORT = 5222;
const SYSTEM_ID = 'isthmus';
/** Fictional numbers; the network's answers come after its delivery receipts, as with real phones. */
const OUR_NUMBER = '+12025550100';
const PHONE = '+12025550123';
const RECEIPT_DELAY_MS = 200;
const ANSWER_DELAY_MS = 1000;

/** Everything that takes part in the tour. It is filled step by step; what is not there yet throws. */
export class TourWorld {
  readonly gateway = `sms.${DOMAIN}`;
  readonly phone = PHONE;
  readonly ourNumber = OUR_NUMBER;
  /** What the phone answers. */
  readonly answer = 'Parting is such sweet sorrow';
  #dir: string | undefined;
  #prosody: Prosody | undefined;
  #smsc: Smsc | undefined;
  #isthmus: Child | undefined;
  #romeo: XmppUser | undefined;
  #juliet: XmppAccount | undefined;
  #certificate: CertificateFiles | undefined;
  readonly #secret = randomPassword();
  #consoleAt = '';
  /** Rejects when Isthmus ends, which it must not do before {@link stop}. */
  readonly broken: Promise<never>;
  #break: (reason: Error) => void = () => undefined;

  constructor() {
    this.broken = new Promise((_resolve, reject) => {
      this.#break = reject;
    });
    this.broken.catch(() => undefined);
  }

  get prosody(): Prosody {
    return there(this.#prosody, 'Prosody');
  }

  get smsc(): Smsc {
    return there(this.#smsc, 'the phone network');
  }

  get isthmus(): Child {
    return there(this.#isthmus, 'Isthmus');
  }

  /** Who walks through the tour. */
  get romeo(): XmppUser {
    return there(this.#romeo, 'Romeo');
  }

  /** The account for the person at the terminal. */
  get juliet(): XmppAccount {
    return there(this.#juliet, 'Juliet');
  }

  /** Where a browser finds the console. */
  get console(): string {
    return `http://${this.#consoleAt}/`;
  }

  get certificate(): CertificateFiles | undefined {
    return this.#certificate;
  }

  async startServer(): Promise<void> {
    const dir = await this.#folder();
    this.#certificate = await selfSignedCertificate(dir, DOMAIN);
    const c2sPort = (await isPortFree(USUAL_PORT)) ? USUAL_PORT : await freePort();
    this.#prosody = await startProsody({
      domain: DOMAIN,
      c2sPort,
      components: { [this.gateway]: this.#secret },
      ...(this.#certificate === undefined ? {} : { certificate: this.#certificate }),
    });
  }

  async startPhoneNetwork(): Promise<void> {
    const answering = { answer: this.answer, delayMs: ANSWER_DELAY_MS };
    this.#smsc = await startSmsc({
      systemId: SYSTEM_ID,
      // SMPP has room for eight characters.
      password: this.#secret.slice(0, 8),
      dlr: { delayMs: RECEIPT_DELAY_MS },
      phones: { [PHONE.slice(1)]: answering, '*': { answer: 'You wrote: {text}', delayMs: ANSWER_DELAY_MS } },
    });
  }

  async startIsthmus(): Promise<string> {
    this.#consoleAt = `127.0.0.1:${await freePort()}`;
    const dir = await this.#folder();
    const path = await writeConfig(dir, await this.#config(dir));
    const isthmus = await startIsthmus(path);
    this.#isthmus = isthmus;
    void isthmus.exited.then(({ code, signal }) => this.#break(new Error(`Isthmus has ended (${signal ?? code})`)));
    return path;
  }

  async logIn(): Promise<void> {
    const account = await this.prosody.addUser('romeo', 'montague');
    this.#juliet = await this.prosody.addUser('juliet', 'capulet');
    this.#romeo = await connectUser(account, { resource: 'balcony' });
  }

  /** What the servers wrote lately, for whoever has to find out why a step did not happen. */
  logs(): string {
    const isthmus = this.#isthmus === undefined ? '' : `\nIsthmus wrote:\n${this.#isthmus.tail(30)}`;
    const prosody =
      this.#prosody === undefined ? '' : `\nProsody wrote:\n${this.#prosody.logs().split('\n').slice(-15).join('\n')}`;
    return isthmus + prosody;
  }

  /** Ends what runs, users first and servers last. */
  async stop(): Promise<void> {
    await this.#romeo?.close().catch(() => undefined);
    await this.#isthmus?.stop(15_000);
    await this.#smsc?.stop();
    await this.#prosody?.stop();
    if (this.#dir !== undefined) await removeTempDir(this.#dir);
  }

  async #folder(): Promise<string> {
    this.#dir ??= await tempDir('tour');
    return this.#dir;
  }

  async #config(dir: string): Promise<Record<string, unknown>> {
    return {
      xmpp: { server: `127.0.0.1:${this.prosody.componentPort}`, domain: DOMAIN },
      // No redis section: Isthmus starts one of its own, in dataDir.
      dataDir: join(dir, 'data'),
      keyFile: join(dir, 'secret.key'),
      access: { allow: [DOMAIN], admins: [`romeo@${DOMAIN}`, `juliet@${DOMAIN}`] },
      http: { listen: `127.0.0.1:${await freePort()}` },
      console: { listen: this.#consoleAt },
      gateways: {
        sms: {
          domain: this.gateway,
          secret: this.#secret,
          defaultCountry: 'US',
          numbers: { shared: [OUR_NUMBER] },
          carriers: [
            {
              name: 'main',
              host: '127.0.0.1',
              port: this.smsc.port,
              systemId: SYSTEM_ID,
              password: this.#secret.slice(0, 8),
              binds: 1,
            },
          ],
        },
      },
    };
  }
}

function there<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`${name} is not there yet`);
  return value;
}
