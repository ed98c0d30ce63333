import { expect, type Locator, type Page } from '@playwright/test';

/** Counts what a person does for a task: presses of a mouse button (a drag is one) and keys, a chord being one. */
export interface ActionCounter {
  /** Does a task, from a state that is settled, and notes what it took. @param most presses and keys together */
  task(name: string, most: number, work: () => Promise<void>): Promise<void>;
  /** Prints the tasks as rows of docs/results/window.md. */
  print(): void;
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
  const table: string[] = [];
  const read = (): Promise<Counted> => page.evaluate(() => ({ ...(window as unknown as { counted: Counted }).counted }));
  return {
    async task(name, most, work) {
      const before = await read();
      chosen = 0;
      await work();
      const after = await read();
      const [presses, keys] = [after.presses - before.presses + chosen, after.keys - before.keys];
      table.push(`| ${name} | ${presses} | ${keys} | ${presses + keys} |`);
      expect(presses + keys, name).toBeLessThanOrEqual(most);
    },
    print() { console.log(['', '| task | presses | keys | together |', '|---|---:|---:|---:|', ...table].join('\n')); },
    async choose(select, label) {
      await select.selectOption({ label });
      chosen += 2;
      await expect(select.locator('option:checked')).toHaveText(label);
    },
  };
}
