import { join } from 'node:path';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import { EditorPage } from './editor-page.ts';
import { makeClip } from './clip.ts';
import { connectWire } from '../../support/wire-client.ts';
import { type Studio, startStudio } from './studio.ts';

/** A window on its own studio, with a film to open. */
export interface StudioSession {
  readonly studio: Studio;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly editor: EditorPage;
  readonly film: string;
  /** Errors that the page did not catch. */
  readonly complaints: readonly string[];
  /** Closes everything, and fails if the page had uncaught errors. */
  leave(): Promise<void>;
}

/** What the film is like, and further variables of the engine's process. */
type StudioOptions = Parameters<typeof makeClip>[1] & { readonly environment?: Readonly<Record<string, string>> };

/** A studio, a film of two shots named `name`, and a window that shows the start screen. */
export async function openStudio(browser: Browser, name: string, { environment = {}, ...film }: StudioOptions = {}): Promise<StudioSession> {
  const studio = await startStudio(environment);
  const path = join(studio.home, 'films', name);
  makeClip(path, film);
  // axe needs a context made by `newContext`.
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, acceptDownloads: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => { complaints.push(error.stack ?? error.message); });
  await lateWire(page);
  await page.goto(studio.url);
  return {
    studio, context, page, complaints, film: path,
    editor: new EditorPage(page),
    async leave() {
      await context.close();
      await studio.close();
      expect(complaints).toEqual([]);
    },
  };
}

/**
 * Delays what the window sends and is answered by the milliseconds of `TINTYPE_LATE` ("200,350,500": sent, answers, events), to find tests and code that rely
 * on which of two messages comes first.
 */
async function lateWire(page: Page): Promise<void> {
  const [sent = 0, answers = 0, events = 0] = (process.env.TINTYPE_LATE ?? '').split(',').map(Number);
  if (sent + answers + events === 0) return;
  await page.routeWebSocket(/\/wire$/, (socket) => {
    const server = socket.connectToServer();
    const later = (milliseconds: number, send: () => void): void => { setTimeout(send, milliseconds); };
    socket.onMessage((message) => { later(sent, () => { server.send(message); }); });
    server.onMessage((message) => { later(isEvent(message) ? events : answers, () => { socket.send(message); }); });
  });
}

/** Whether a message is a part of an answer that goes on (oRPC's type 3). */
function isEvent(message: string | Buffer): boolean {
  return typeof message === 'string' && /^\{"i":"\w+","t":3/.test(message);
}

/** Like `openStudio`, with the film open and its first frame shown. */
export async function openStudioWithClip(browser: Browser, name: string, film: StudioOptions = {}): Promise<StudioSession> {
  const person = await openStudio(browser, name, film);
  await person.editor.openClip(person.film);
  await expect(person.editor.shots()).toHaveCount(2);
  await person.editor.seesFrame(0);
  return person;
}

/** A window beside which a test asks the engine itself. */
export interface WiredSession extends StudioSession {
  readonly wire: Awaited<ReturnType<typeof connectWire>>;
}

/** Like `openStudioWithClip`, with a client of the same engine. */
export async function openStudioWithWire(browser: Browser, name: string, film: StudioOptions = {}): Promise<WiredSession> {
  const person = await openStudioWithClip(browser, name, film);
  const wire = await connectWire(person.studio.url);
  return {
    ...person, wire,
    async leave() {
      wire.close();
      await person.leave();
    },
  };
}
