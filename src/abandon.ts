import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What Node has below TLS and does not declare: the connection that carries it. */
interface Carrying {
  readonly _handle?: { readonly _parent?: Handle } | null;
}

interface Handle {
  close(closed: () => void): void;
  /** Closes with a reset; nothing where no connection can be reset, as a Unix socket. */
  reset?(closed: () => void): void;
}

/**
 * Ends a connection so that nothing of it is sent any more, also what the system still holds: where a cable was out, the system
 * would send that when it is back, minutes after another process has taken over.
 */
export function abandon(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.connecting) {
    socket.destroy();
    return;
  }
  if (socket instanceof TLSSocket) resetBelow(socket);
  else socket.resetAndDestroy();
  // Not when what was written has left, as that alone would: at once.
  socket.destroy();
}

/** Node resets no TLS connection; so what is below is reset where it would be closed. */
function resetBelow(socket: TLSSocket): void {
  const handle = (socket as unknown as Carrying)._handle?._parent;
  if (handle?.reset === undefined) return;
  const reset = handle.reset.bind(handle);
  handle.close = (closed) => reset(closed);
}
