import { expect, type Locator, type Page } from '@playwright/test';

/** What a person does: presses of a mouse button (a drag is one) and keys, a chord being one. */
export interface Actions {
  readonly presses: number;
  readonly keys: number;
}

/** Counts the presses and keys that the page gets while a task is done. */
export interface ActionCounter {
  /** Does a task, from a state that is settled, and answers what it took. */
  count(task: () => Promise<void>): Promise<Actions>;
  /** Chooses in a list of the system, which Playwright does without events: one press opens it, one chooses. */
  choose(select: Locator, label: string): Promise<void>;
}

interface Counted {
  presses: number;
  keys: number;
}

const MODIFIERS = ['Control', 'Shift', 'Alt', 'Meta'];

export async function countActions(page: Page): Promise<ActionCounter> {
  await page.evaluate((modifiers) => {
    const counted: Counted = { presses: 0, keys: 0 };
    (window as unknown as { counted: Counted }).counted = counted;
    window.addEventListener('pointerdown', () => { counted.presses += 1; }, { capture: true });
    window.addEventListener('keydown', (event) => { if (!event.repeat && !modifiers.includes(event.key)) counted.keys += 1; }, { capture: true });
  }, MODIFIERS);
  let chosen = 0;
  const read = (): Promise<Counted> => page.evaluate(() => ({ ...(window as unknown as { counted: Counted }).counted }));
  return {
    async count(task) {
      const before = await read();
      chosen = 0;
      await task();
      const after = await read();
      return { presses: after.presses - before.presses + chosen, keys: after.keys - before.keys };
    },
    async choose(select, label) {
      await select.selectOption({ label });
      chosen += 2;
      await expect(select.locator('option:checked')).toHaveText(label);
    },
  };
}
