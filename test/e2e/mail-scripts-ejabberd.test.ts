import { playMailScripts } from '../support/play-mail-scripts.js';

playMailScripts('ejabberd');
