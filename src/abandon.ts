import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Ends a connection so that nothing of it is sent any more, also what the system still holds: where a cable was out, the system
 * would send that when it is back, minutes after another process has taken over. `socket` is the plain one below TLS, where there is TLS.
 */
export function abandon(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket instanceof TLSSocket || socket.connecting) socket.destroy();
  else {
    socket.resetAndDestroy();
    // Not when what was written has left, as that alone would: at once.
    socket.destroy();
  }
}
