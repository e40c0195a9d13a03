import { PATIENCE_MS } from '../../../../sandbox/patience.js';

/** Tells those who wait for something that there was a change. */
export class Changes {
  readonly #who: string;
  readonly #looks = new Set<() => void>();

  /** `who` waited in vain, says the error. */
  constructor(who: string) {
    this.#who = who;
  }

  /** Something changed: whoever waits looks again. */
  tell(): void {
    for (const look of [...this.#looks]) look();
  }

  /** Resolves when `ready` holds; looked at after each change. */
  until(ready: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (ready()) return resolve();
      const late = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`the ${this.#who} waited in vain`));
      }, PATIENCE_MS);
      const look = () => {
        if (!ready()) return;
        clearTimeout(late);
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
    });
  }
}
