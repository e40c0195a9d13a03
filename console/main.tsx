import { render } from 'preact';
import { App } from './app.js';
import { applyTheme } from './state/theme.js';
import { language } from './texts.js';

applyTheme();
document.documentElement.lang = language;
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
