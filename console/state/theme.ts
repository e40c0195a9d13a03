/** How it looks: as the system says, or as was chosen in this browser. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'isthmus-theme';
const listeners = new Set<() => void>();
const preference = window.matchMedia('(prefers-color-scheme: dark)');

/** What was chosen in this browser. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Keeps a choice in this browser, and applies it. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  applyTheme();
}

/** Puts the choice where the style sheet sees it. */
export function applyTheme(): void {
  const theme = chosenTheme();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const changed of listeners) changed();
}

/** Calls whenever colours may have changed; gives the way to stop that. For what is drawn and not styled. */
export function onThemeChange(changed: () => void): () => void {
  listeners.add(changed);
  preference.addEventListener('change', changed);
  return () => {
    listeners.delete(changed);
    preference.removeEventListener('change', changed);
  };
}
