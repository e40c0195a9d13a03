import type { Envelope, GatewayEvent, Hold, HoldContext, Outcome } from '../gateway.js';
import { EchoNetwork } from './network.js';

const WINDOW = 512;
const RETRY_MS = 200;

/** The connection of one lane: here a network that lives and ends with it. */
export class EchoHold implements Hold {
  readonly depth = 1;
  readonly #context: HoldContext;
  readonly #network: EchoNetwork;
  /** Events of the network that are not in a lane yet; a real network would repeat what we did not acknowledge. */
  #owed = 0;
  #closed = false;
  #idle: (() => void) | undefined;

  constructor(context: HoldContext, answers: boolean) {
    this.#context = context;
    this.#network = new EchoNetwork(answers);
    context.state('up');
  }

  free(): number {
    return this.#closed ? 0 : Math.max(0, WINDOW - this.#owed);
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    const event = envelope.event;
    if (event === undefined || this.#closed || !this.#context.mayWrite()) {
      settle({ kind: 'retry', after: 0, reason: 'closed', scope: 'lane' });
      return;
    }
    const report = event.type === 'message' && event.receipt;
    const { id: key, account, born = 0 } = envelope;
    const answer = this.#network.send(
      { key, account, born, contact: event.contact, body: event.body, report },
      {
        delivered: (id, contact) =>
          this.#insist(() => this.#context.report({ ids: [{ id, certain: true }], contact, state: 'delivered' })),
        message: (account, born, contact, body) =>
          this.#insist(() => this.#context.deliver({ account, born, contact, body })),
      },
    );
    settle(outcomeOf(answer, report));
  }

  async drain(signal: AbortSignal): Promise<void> {
    if (this.#owed === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#context.state('down', 'closed');
  }

  /** Repeats until the core has taken it, as a network does that waits for our acknowledgement. */
  #insist(hand: () => Promise<void>): void {
    this.#owed += 1;
    const attempt = (): void => {
      hand().then(
        () => {
          this.#owed -= 1;
          this.#context.wake();
          if (this.#owed === 0) this.#idle?.();
        },
        () => {
          if (!this.#closed) this.#context.clock.after(RETRY_MS, attempt);
        },
      );
    };
    attempt();
  }
}

function outcomeOf(answer: ReturnType<EchoNetwork['send']>, report: boolean): Outcome {
  // Without a report to come there is nothing to link the message to.
  if (answer.kind === 'taken') return { kind: 'accepted', parts: report ? [{ id: answer.id }] : [] };
  if (answer.kind === 'busy') return { kind: 'retry', after: RETRY_MS, reason: 'busy' };
  return {
    kind: 'rejected',
    problem: { type: 'cancel', condition: 'item-not-found', text: { key: 'echo.nobody' }, code: 'echo nobody' },
  };
}
