import type { Notice, NoticeKind } from '../store/notices.js';

/** The standing messages of the admins as this process knows them (see `LiveCopy`): without a trip to Redis. */
export class NoticeBoard {
  #notices: readonly Notice[] = [];

  /** Takes the place of what was known. */
  take(notices: readonly Notice[]): void {
    this.#notices = notices;
  }

  find(kind: NoticeKind, gateway: string): Notice | undefined {
    return this.#notices.find((one) => one.kind === kind && one.gateway === gateway);
  }
}
