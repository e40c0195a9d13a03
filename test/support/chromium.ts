import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { codeIn } from './console-browser.js';

const PROGRAM = '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Whoever is not signed in yet is told so; the browser writes each such answer into its console. */
const EXPECTED = /status of 401/;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type Scheme = 'light' | 'dark';
export interface Look {
  readonly scheme?: Scheme;
  /** Of the window, CSS pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** What axe-core has found, as far as a person needs it to find the place. */
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** A real browser in which an admin looks at the console. */
export class Chromium {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<Chromium> {
    return new Chromium(await chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS }));
  }

  /** A window of its own, with no cookies of others, at the console. */
  async open(base: string, look: Look = {}): Promise<ConsoleWindow> {
    const { scheme = 'light', width = 1280, height = 860 } = look;
    const context = await this.#browser.newContext({
      colorScheme: scheme,
      viewport: { width, height },
      locale: 'en-GB',
      timezoneId: 'Europe/London',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const window = new ConsoleWindow(page);
    await window.listen();
    await page.goto(`${base}/console/`);
    return window;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
  }
}

/** One window, and what went wrong in it. */
export class ConsoleWindow {
  readonly page: Page;
  /** Errors in the console of the browser, exceptions, and what the content security policy has stopped. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  /** Before the page is loaded, so that nothing is missed. */
  async listen(): Promise<void> {
    this.page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text())) this.errors.push(message.text());
    });
    this.page.on('pageerror', (error) => this.errors.push(String(error)));
    await this.page.exposeFunction('reportViolation', (what: string) => this.errors.push(`policy: ${what}`));
    await this.page.addInitScript(
      `addEventListener('securitypolicyviolation', (event) => reportViolation(event.violatedDirective + ' ' + event.blockedURI));`,
    );
  }

  /** Signs in by the code that the admin's client gets, and waits until the page is live. */
  async signIn(admin: XmppUser, gateway: string): Promise<void> {
    const { page } = this;
    await page.getByLabel('Your JID').fill(admin.bare);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    const code = codeIn(await admin.waitForText(gateway));
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
  }

  /** Goes to a place in the console, as a link would, and waits for its heading. */
  async goTo(hash: string, heading: string | RegExp): Promise<void> {
    await this.page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  /** What rules of accessibility (WCAG 2.2 A and AA, best practices) are broken, a line each. */
  async axe(): Promise<readonly string[]> {
    if ((await this.page.evaluate('typeof axe')) === 'undefined') await this.page.evaluate(AXE);
    const result = await this.page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
    return (result as { violations: readonly Violation[] }).violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)}: ${failureSummary}`),
    );
  }

  /** Elements that reach beyond the right edge, and by how much the page would scroll to the side. */
  async overflow(): Promise<readonly string[]> {
    return (await this.page.evaluate(`(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const wide = [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
      return [scrollWidth - clientWidth + ' px', ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 150))];
    })()`)) as readonly string[];
  }

  /** Fails where anything went wrong in it, and ends it. */
  async close(): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(this.errors, []);
  }
}
