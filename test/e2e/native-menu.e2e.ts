import { expect, type Page, test } from '@playwright/test';
import type { NativeMenuCommand } from '../../src/preload/bridge.ts';
import { openStudioWithClip, type StudioSession } from './support/open-studio.ts';

/* What the window tells the desktop shell of its menus. The shell is a stand-in here. */

interface StandIn { menus: { readonly label: string; readonly items: readonly unknown[] }[][]; choose: (id: string) => void }

let person: StudioSession;
let page: Page;
test.beforeAll(async ({ browser }) => {
  person = await openStudioWithClip(browser, 'quay.mov');
  ({ page } = person);
  await page.addInitScript(() => {
    const standIn: StandIn = { menus: [], choose: () => undefined };
    Object.assign(window, { standIn, tintype: {
      setMenu: (menu: StandIn['menus'][number]) => { standIn.menus.push(menu); }, onOpenProject: () => () => undefined,
      onMenuCommand: (listener: (id: string) => void) => { standIn.choose = listener; return () => undefined; },
    } });
  });
  await page.reload();
  await expect(person.editor.shots()).toHaveCount(2);
});
test.afterAll(() => person.leave());

/** Items of a submenu of *Shot*, as the shell was told last, and how often it was told. */
const submenu = (label: string): Promise<{ readonly items: readonly (NativeMenuCommand | null)[]; readonly told: number }> => page.evaluate((name) => {
  const { menus } = (window as unknown as { standIn: StandIn }).standIn;
  const shot = menus.at(-1)?.find((each) => each.label === 'Shot');
  const found = shot?.items.find((item) => (item as { label?: string } | null)?.label === name) as { items: NativeMenuCommand[] } | undefined;
  return { items: found?.items ?? [], told: menus.length };
}, label);
const marked = async (): Promise<readonly string[]> => (await submenu('Status')).items.flatMap((item) => (item?.checked === true ? [item.id] : []));
const choose = (id: string): Promise<void> => page.evaluate((chosen) => { (window as unknown as { standIn: StandIn }).standIn.choose(chosen); }, id);

test('the present status is marked in the native menu, also after the item that has it was chosen again', async () => {
  await choose('shot.review');
  await expect.poll(marked).toEqual(['shot.review']);
  const { told } = await submenu('Status');
  // The system takes the mark off by itself, so the menu is told anew.
  await choose('shot.review');
  await expect.poll(async () => (await submenu('Status')).told).toBeGreaterThan(told);
  expect(await marked()).toEqual(['shot.review']);
  expect((await submenu('Flag')).items.some((item) => item !== null && 'checked' in item)).toBe(false);
});
