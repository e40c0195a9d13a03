/** The part of @xmpp/client 0.13 that the sandbox uses; the package has no types. */
declare module '@xmpp/client' {
  import type { EventEmitter } from 'node:events';
  import type { Element } from 'ltx';

  export interface ClientOptions {
    readonly service: string;
    readonly domain: string;
    readonly resource?: string;
    readonly username: string;
    readonly password: string;
  }

  export interface Client extends EventEmitter {
    readonly status: string;
    readonly reconnect: { stop(): void };
    /** The socket under it while connected. */
    readonly socket: { destroy(): void } | null;
    /** Connects, logs in and binds; resolves with the full JID. */
    start(): Promise<{ toString(): string }>;
    stop(): Promise<unknown>;
    send(element: Element): Promise<void>;
    write(text: string): Promise<void>;
  }

  export function client(options: ClientOptions): Client;
}
