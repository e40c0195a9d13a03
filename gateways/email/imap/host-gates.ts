import { Gate } from './gate.js';

/** Lets so many connections be opened at once, and so many of them to one host. */
export class HostGates {
  readonly #all: Gate;
  readonly #placesOfHost: number;
  /** Only of hosts to which connections are being opened. */
  readonly #hosts = new Map<string, Gate>();

  constructor(places: number, placesOfHost: number) {
    this.#all = new Gate(places);
    this.#placesOfHost = placesOfHost;
  }

  /** The way to one host. Who waits for the host takes no place from those who connect to others. */
  to(host: string): Pick<Gate, 'run'> {
    return { run: (work) => this.#run(host.toLowerCase(), work) };
  }

  async #run<T>(host: string, work: () => Promise<T>): Promise<T> {
    const gate = this.#hosts.get(host) ?? new Gate(this.#placesOfHost);
    this.#hosts.set(host, gate);
    try {
      return await gate.run(() => this.#all.run(work));
    } finally {
      if (gate.isIdle) this.#hosts.delete(host);
    }
  }
}
