import type { Socket } from 'node:net';
import { ImapFlow, type ImapFlowOptions, type ImapResponse } from 'imapflow';
import { abandon } from '../../../src/abandon.js';

/** What the library has and does not declare. */
interface Undeclared {
  /** Ends an IDLE that is under way, with DONE; false where none is. */
  preCheck: false | (() => Promise<void>);
  /** All that goes to the server goes through here. Throws where the connection has ended. */
  write(chunk: string | Buffer): void;
  /** Of what `capabilities` was made: some 2 KB a connection. */
  rawCapabilities: unknown;
  greetingReceived: boolean;
  socket: Socket | null | undefined;
  /** The end of `close`, when all that waits for the connection has been told. */
  closeSockets(): void;
  /** Both are over once the user is signed in, and hold what was there when they began. */
  connectTimeout: NodeJS.Timeout | undefined;
  greetingTimeout: NodeJS.Timeout | undefined;
  /** What is done with a response that belongs to no command, by its word. A command may have its own for the time that it takes. */
  readonly untaggedHandlers: Record<string, (untagged: ImapResponse) => Promise<void>>;
}

const Base = ImapFlow as unknown as new (options: ImapFlowOptions) => ImapFlow & Undeclared;

/**
 * imapflow that asks before each line whether it may still be written: between the beginning of a command and its line the library
 * waits for the end of an IDLE, and the process may be stopped for any time.
 */
export class GuardedFlow extends Base {
  /** Once false the connection ends with the next line, which is not written. */
  mayWrite: () => boolean = () => true;

  /** Hears each NO that belongs to no command (RFC 9051 7.1.2). */
  set onWarning(hear: (warning: ImapResponse) => void) {
    this.untaggedHandlers.NO = async (untagged) => hear(untagged);
  }

  /** Whether the server has said anything yet; it knows nothing of the user before. */
  get isGreeted(): boolean {
    return this.greetingReceived;
  }

  /** Lets go of what is of use only until the user is signed in: a connection may idle for weeks. */
  signedIn(): void {
    this.rawCapabilities = null;
    clearTimeout(this.connectTimeout);
    clearTimeout(this.greetingTimeout);
    this.connectTimeout = undefined;
    this.greetingTimeout = undefined;
  }

  override write(chunk: string | Buffer): void {
    if (!this.mayWrite()) this.close();
    super.write(chunk);
  }

  /** At once and without a word: the library would end an IDLE first, where another process may have the mailbox by now. */
  override close(): void {
    this.preCheck = false;
    super.close();
  }

  /** What the system still holds is not sent either: it would come where another process has the mailbox, when a cable is back. */
  override closeSockets(): void {
    if (this.greetingReceived && this.socket) abandon(this.socket);
    super.closeSockets();
  }
}
