import type { JSX } from 'preact';
import { hrefOf } from '../state/route.js';
import { t } from '../texts.js';

/** Two shores and what joins them. */
export function Brand(): JSX.Element {
  return (
    <a class="brand" href={hrefOf([''])}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#17586b" />
        <circle cx="9" cy="16" r="4.5" fill="#fff" />
        <circle cx="23" cy="16" r="4.5" fill="#9fd8e6" />
        <path d="M9 16h14" stroke="#fff" stroke-width="3" />
      </svg>
      {t.name}
    </a>
  );
}
