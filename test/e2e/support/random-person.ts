import type { Page } from '@playwright/test';
import { commands } from '../../../src/renderer/commands/commands.ts';

/** Commands that take the window away from the test: its other window, its end. */
const LEFT_OUT = new Set(['app.quit', 'view.cleanFeed']);
const KEYS = commands.filter(({ id }) => !LEFT_OUT.has(id)).flatMap(({ keys = [] }) => keys).map((keys) => keys.replace('$mod', 'Control'));
const PLAIN_KEYS = ['Escape', 'Enter', 'Tab', 'Shift+Tab', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Delete', 'Space', 'Home', 'End'];
const WORDS = ['12', '-3', 'abc', '#ff0000', '0', '99999999999', '00:00:01:00', 'ä/\\?*'];
const HELD = ['Shift', 'Alt', 'Control'];
const CONTROLS = 'button:visible:enabled, [role=tab]:visible, [role=option]:visible, [role=menuitem]:visible';

/** Presses keys and buttons, clicks, drags, scrolls and types, in an order that the seed alone decides. */
export class RandomPerson {
  /** What was done, the last at the end. */
  readonly done: string[] = [];
  readonly #page: Page;
  #state: number;

  /** @param seed an integer */
  constructor(page: Page, seed: number) {
    this.#page = page;
    this.#state = Math.imul(seed, 2_654_435_761) >>> 0 || 1;
  }

  async act(): Promise<void> {
    const kind = this.#random();
    if (kind < 0.42) await this.#press(this.#one(KEYS));
    else if (kind < 0.5) await this.#press(this.#one(PLAIN_KEYS));
    else if (kind < 0.7) await this.#click();
    else if (kind < 0.86) await this.#drag();
    else if (kind < 0.92) await this.#scroll();
    else if (kind < 0.96) await this.#type();
    else await this.#pressControl();
  }

  /** 0…1; xorshift of 32 bits (Marsaglia 2003). */
  #random(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  #one<const Each>(list: readonly Each[]): Each {
    return list[Math.floor(this.#random() * list.length)]!;
  }

  #place(): readonly [number, number] {
    const { width, height } = this.#page.viewportSize()!;
    return [Math.floor(this.#random() * width), Math.floor(this.#random() * height)];
  }

  async #press(keys: string): Promise<void> {
    this.done.push(`key ${keys}`);
    await this.#page.keyboard.press(keys);
  }

  async #holding(act: () => Promise<void>): Promise<void> {
    const held = this.#random() < 0.3 ? this.#one(HELD) : undefined;
    if (held !== undefined) await this.#page.keyboard.down(held);
    try {
      await act();
    } finally {
      if (held !== undefined) await this.#page.keyboard.up(held);
    }
  }

  async #click(): Promise<void> {
    const at = this.#place();
    const [button, clickCount] = [this.#random() < 0.12 ? 'right' as const : 'left' as const, this.#random() < 0.15 ? 2 : 1];
    this.done.push(`click ${at.join()}`);
    await this.#holding(() => this.#page.mouse.click(...at, { button, clickCount }));
  }

  async #drag(): Promise<void> {
    const [from, to] = [this.#place(), this.#place()];
    const interruption = this.#random() < 0.1 ? this.#one(['Escape', 'Control+Z', 'Delete']) : undefined;
    this.done.push(`drag ${from.join()} to ${to.join()}${interruption === undefined ? '' : ` with ${interruption}`}`);
    await this.#holding(async () => {
      await this.#page.mouse.move(...from);
      await this.#page.mouse.down();
      await this.#page.mouse.move(...to, { steps: 4 });
      if (interruption !== undefined) await this.#page.keyboard.press(interruption);
      await this.#page.mouse.up();
    });
  }

  async #scroll(): Promise<void> {
    const at = this.#place();
    this.done.push(`wheel at ${at.join()}`);
    await this.#page.mouse.move(...at);
    await this.#page.mouse.wheel((this.#random() - 0.5) * 200, (this.#random() - 0.5) * 600);
  }

  async #type(): Promise<void> {
    const [word, isEntered] = [this.#one(WORDS), this.#random() < 0.5];
    this.done.push(`type ${word}`);
    await this.#page.keyboard.type(word);
    if (isEntered) await this.#page.keyboard.press('Enter');
  }

  async #pressControl(): Promise<void> {
    const controls = this.#page.locator(CONTROLS);
    const share = this.#random();
    const count = await controls.count();
    if (count === 0) return;
    const control = controls.nth(Math.floor(share * count));
    this.done.push(`press “${(await control.textContent({ timeout: 500 }).catch(() => '')) ?? ''}”`);
    // What lies under a dialog cannot be pressed, and what has gone meanwhile neither.
    await control.click({ timeout: 500 }).catch(() => undefined);
  }
}
