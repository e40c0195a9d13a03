import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session, type SessionEnd } from '../../../gateways/sms/smpp/session.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { cString, ID, RawCarrier, raw } from './support/raw-carrier.js';

/** Far more answers than a socket and the system keep for somebody who does not read. */
const REQUESTS_A_WRITE = 50_000;
const WRITES = 80;

test('a carrier that asks and asks and never reads the answers loses its session', { timeout: 30_000 }, async (t) => {
  const carrier = await RawCarrier.start((pdu, connection) => {
    if (pdu.id !== ID.bind) return;
    connection.send(raw(ID.bindAnswer, 0, pdu.sequence, cString('carrier')));
    connection.socket.pause();
    const flood = Buffer.concat(Array.from({ length: REQUESTS_A_WRITE }, (_, n) => raw(ID.enquire, 0, n + 1)));
    let left = WRITES;
    const more = () => {
      if (left-- > 0 && !connection.socket.destroyed) connection.socket.write(flood, more);
    };
    more();
  });
  const ended = new Promise<SessionEnd>((resolve) => {
    const session = new Session(
      {
        host: '127.0.0.1',
        port: carrier.port,
        bind: { mode: 'transceiver', version: 0x34, systemId: 'me', password: 'pw', systemType: '', addressRange: '' },
        enquireLinkMs: 60_000,
        responseTimeoutMs: 60_000,
        bindTimeoutMs: 5000,
        mostInbound: 100,
        clock: systemClock,
        log: silentLog,
        mayWrite: () => true,
      },
      { bound() {}, inbound() {}, ended: resolve },
    );
    t.after(async () => {
      session.destroy('test over');
      await carrier.close();
    });
  });
  assert.match((await ended).reason, /does not read/);
});
