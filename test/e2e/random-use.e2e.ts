import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isLong } from '../support/long.ts';
import { connectWire } from '../support/wire-client.ts';
import { makeClip } from './support/clip.ts';
import { openStudioWithWire } from './support/open-studio.ts';
import { RandomPerson } from './support/random-person.ts';

// Somebody who presses whatever there is. `TINTYPE_SEED` repeats a run of actions; how far the program is with each is up to the machine.
const ACTIONS = 400;
const SEED = Number(process.env['TINTYPE_SEED'] ?? Date.now() % 1_000_000);
const RUNS = 3;

for (let run = 0; run < RUNS; run++) {
  const seed = SEED + run;
  test(`whatever is pressed, nothing breaks and nothing is lost (run ${run + 1})`, async ({ browser }) => {
    test.skip(!isLong, 'only with npm run test:long');
    test.setTimeout(900_000);
    const person = await openStudioWithWire(browser, 'harbour.mov');
    const { page, wire, studio } = person;
    // With a second clip the page Shots has shots of both.
    if (run > 0) {
      const path = join(studio.home, 'films', 'street.mov');
      makeClip(path, { secondShot: 20, mirrored: true });
      await wire.client.media.openClip({ path });
    }
    const faults: string[] = [];
    page.on('console', (message) => { if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text()); });
    page.on('dialog', (dialog) => { void dialog.accept(); });
    const random = new RandomPerson(page, seed);
    for (let action = 0; action < ACTIONS && person.complaints.length + faults.length === 0; action++) await random.act();
    expect([...person.complaints, ...faults], `seed ${seed}, after: ${random.done.slice(-12).join('; ')}`).toEqual([]);
    await expect(page.getByText(/went wrong/)).toHaveCount(0);

    // All steps undone and done again give the same project, and so does another engine.
    // What the window has changed is there, and no job changes the project any more.
    await expect(page.locator('[data-testid=save-state]:not([data-state=saved])')).toHaveCount(0);
    await expect.poll(async () => {
      const active = (await wire.client.jobs.list()).filter(({ state }) => state === 'running' || state === 'queued');
      for (const { id } of active) await wire.client.jobs.cancel({ jobId: id });
      return active.length;
    }).toBe(0);
    const before = await wire.client.project.current();
    if (before !== null) {
      const { revision, steps } = await wire.client.project.history();
      const position = steps.findLast(({ undone }) => !undone)?.position ?? 0;
      const undone = await wire.client.project.goToStep({ baseRevision: revision, position: 0 });
      await wire.client.project.goToStep({ baseRevision: undone.revision, position });
      expect((await wire.client.project.current())!.document, `seed ${seed}, ${steps.length} steps`).toEqual(before.document);
    }
    wire.close();
    await studio.restart();
    if (before !== null) {
      const again = await connectWire(studio.url);
      expect((await again.client.project.open({ path: before.path })).document).toEqual(before.document);
      again.close();
    }
    await page.goto(studio.url);
    await expect(page.getByRole('button', { name: /^Commands/ })).toBeVisible();
    await person.leave();
  });
}
