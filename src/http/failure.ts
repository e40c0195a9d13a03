import type { MediaFailure, MediaFault } from '../../gateways/media.js';
import { problem } from '../core/errors.js';

/** That something failed, with the sentence for the user. */
export function failure(why: MediaFault, params?: Readonly<Record<string, string | number>>): MediaFailure {
  return { ok: false, why, problem: problem(`media-${why}`, params) };
}
