import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** axe finds nothing serious or critical in the page. Looks again where it does: a message that is just appearing has less contrast for a moment. */
export async function expectNoSeriousViolations(page: Page): Promise<void> {
  await expect(async () => {
    // The legacy mode runs in the page itself, without a second page for the summary: a third of the time. The window has no frames of other origins.
    const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode().analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
  }).toPass({ timeout: 20_000 });
}
