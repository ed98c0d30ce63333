import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** axe finds nothing in the page. Looks again where it does: a message that is just appearing has less contrast for a moment. */
export async function expectNoViolations(page: Page): Promise<void> {
  await expect(async () => {
    // The legacy mode runs in the page itself, without a second page for the summary: a third of the time. The window has no frames of other origins.
    const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode().analyze();
    // A menu that is open stands above the page, in none of its regions.
    const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ html }) => id !== 'region' || !/^<div[^>]* role="menu"/.test(html)) })).filter(({ nodes }) => nodes.length > 0);
    expect(found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
  }).toPass({ timeout: 90_000 });
}
