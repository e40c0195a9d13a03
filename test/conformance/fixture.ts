import type { GatewayModule, Hold } from '../../gateways/gateway.js';
import type { TestContext } from '../support/test-context.js';

/** What a test can do on the far side of a gateway. Contacts are canonical addresses. */
export interface FarSide {
  /** Told of each context before its lane is opened, for a network that lives in the gateway. */
  watch?(context: TestContext): void;
  /**
   * Told of each hold before it is used, for a gateway that reaches its networks for each user by itself: resolves when the
   * contacts can be written to.
   */
  ready?(hold: Hold, context: TestContext): Promise<void>;
  /**
   * A contact that takes every text and, where the network reports, tells that it was delivered. New at each call. `account`:
   * the one that it must be written to from, where the gateway chooses by the contact.
   */
  contact(account?: string): string;
  /** A contact that the network refuses for good. */
  refusing(): string;
  /** A contact whose first text the network refuses for now: it surely did not go out. */
  busy(): string;
  /** Texts that a contact has received, in order. */
  received(contact: string): readonly string[];
  /** Resolves when the contact has received so many. */
  waitForTexts(contact: string, count: number): Promise<void>;
  /**
   * A contact writes to a user who wrote to it before. Resolves when the network has been told that we took it; until then
   * the network keeps it, and repeats it where it was told to. `account`: the one that wrote, for a network that lives in the
   * gateway; default the first one.
   */
  say(contact: string, text: string, hold: Hold, context: TestContext, account?: string): Promise<void>;
  /** The network lets everybody see everybody: nobody can be asked whether an address is somebody's. */
  readonly showsEverybody?: true;
  /** Its contacts only listen: what comes back is written by an agent of the gateway. */
  readonly listens?: true;
  /** False: a network that nobody but its users can write to, so that the gateway has no notices. */
  readonly notices?: false;
  /** Connections of the lane that can be lost; left out where the network lives in the gateway, or is reached for each user. */
  readonly connection?: {
    /** Ends it now. It comes back by itself. */
    cut(): void;
    /** The network takes the next text and ends the connection instead of answering. */
    cutAtNextText(): void;
    /** The network answers so many ms after it took a text. */
    slow(ms: number): void;
    /** As it was at the start. */
    restore(): void;
  };
}

/** Everything that the conformance suite needs to know of one gateway. A gateway's folder says the rest. */
export interface Fixture {
  readonly module: GatewayModule;
  /** Its section of the config file, as an admin writes it. */
  readonly section: Readonly<Record<string, unknown>>;
  /** Folder of its sources, from the root of the repository. */
  readonly folder: string;
  readonly addresses: {
    /** Canonical addresses. */
    readonly canonical: readonly string[];
    /** Local parts that are not canonical, and the one that is meant. */
    readonly mistaken: readonly { readonly written: string; readonly meant: string }[];
    /** Local parts that mean nothing. */
    readonly impossible: readonly string[];
    /** Local parts of contacts that only write, each in its canonical form; left out where there are none. */
    readonly silent?: readonly string[];
    /** What people type at the prompt, and the canonical address. */
    readonly typed: readonly { readonly text: string; readonly meant: string }[];
  };
  readonly registration: {
    /** Values that are accepted, by field. */
    readonly valid: Readonly<Record<string, string>>;
    /** Values of which one is wrong. */
    readonly wrong: readonly Readonly<Record<string, string>>[];
    /** Values that every check accepts and the network itself refuses; left out where nothing is verified. */
    readonly refused?: Readonly<Record<string, string>>;
  };
  readonly far: FarSide;
  /** Left out where the network has no rooms. Canonical addresses. */
  readonly rooms?: {
    /** A room that everybody may enter, with nobody in it; new at each call. */
    room(): string | Promise<string>;
    /** A room that nobody may enter. */
    closed(): string;
    /** Texts that were said in a room, in order, as somebody who is there sees them; resolves when there are so many. */
    heard(room: string, count: number): Promise<readonly string[]>;
    /** Puts somebody into a room who notes what is said there. */
    listen(room: string): Promise<void>;
  };
  close(): Promise<void>;
}
