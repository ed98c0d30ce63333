import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { acceleratorOf } from '../../src/renderer/commands/accelerator.ts';
import { COMMAND_GROUPS } from '../../src/renderer/commands/command.ts';
import { commands } from '../../src/renderer/commands/commands.ts';
import { makeSmallClip } from '../support/clips.ts';
import { electronBinary } from './electron-binary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const binary = electronBinary();
test.skip(binary === undefined, 'Electron’s binary is not here (node node_modules/electron/install.js fetches it)');
test.skip(process.platform === 'linux' && process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined, 'there is no display to show a window on');
test.describe.configure({ mode: 'serial' });

let home: string;
let app: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-desktop-'));
  await mkdir(join(home, 'user'));
  app = await _electron.launch({
    ...(binary === undefined ? {} : { executablePath: binary }),
    args: ['--no-sandbox', `--user-data-dir=${join(home, 'user')}`, ROOT],
    env: { ...process.env, TINTYPE_CACHE_DIR: join(home, 'cache'), TINTYPE_DATA_DIR: join(home, 'data') },
  });
  page = await app.firstWindow();
});
test.afterAll(async () => {
  await app.close();
  await rm(home, { recursive: true, force: true });
});

test('the window shows the engine’s page, shut off from this computer', async () => {
  await expect(page.getByRole('heading', { name: 'Colour a black-and-white film' })).toBeVisible();
  expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  expect(await page.evaluate(() => ['require' in globalThis, 'process' in globalThis, Object.keys(window.tintype ?? {}).toSorted()])).toEqual([false, false, ['onMenuCommand', 'onOpenProject', 'pathOf', 'pickClip', 'pickClips', 'pickEditList', 'pickFolder', 'pickImage', 'pickProject', 'reveal', 'setMenu']]);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): { contextIsolation?: boolean; sandbox?: boolean; nodeIntegration?: boolean } } | undefined;
    const { contextIsolation, sandbox, nodeIntegration } = contents?.getLastWebPreferences() ?? {};
    return { contextIsolation, sandbox, nodeIntegration };
  });
  expect(preferences).toEqual({ contextIsolation: true, sandbox: true, nodeIntegration: false });
});

test('the native menu is the window’s own list of commands, and a clip chosen in the system’s dialog opens', async () => {
  const { film } = makeSmallClip(home);
  await app.evaluate(({ dialog }, path) => { dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] }); }, film);
  await expect.poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map((item) => item.label) ?? [])).toEqual(expect.arrayContaining(['File', 'Edit', 'View', 'Shot', 'Deliver']));
  await app.evaluate(({ Menu }) => { Menu.getApplicationMenu()?.items.find((item) => item.label === 'File')?.submenu?.items.find((item) => item.label.startsWith('Open clip'))?.click(); });
  await expect(page.getByTestId('picture')).toHaveAttribute('data-frame', '0');
});

test('every command of the registry stands in the native menu with its key, and undo has its step’s name', async () => {
  const menu = await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.flatMap((group) => group.submenu?.items.flatMap((item) => [item, ...item.submenu?.items ?? []]).map((item) => ({ group: group.label, label: item.label, accelerator: item.accelerator ?? null })) ?? []) ?? []);
  for (const command of commands.filter((each) => each.whileHeld === undefined && typeof each.label === 'string')) {
    expect(menu).toContainEqual({ group: command.group, label: command.label, accelerator: acceleratorOf(command.keys?.[0], process.platform === 'darwin') ?? null });
  }
  expect(menu.filter(({ group }) => (COMMAND_GROUPS as readonly string[]).includes(group)).length).toBeGreaterThanOrEqual(commands.filter((each) => each.whileHeld === undefined).length);
  const undoable = (): Promise<readonly string[]> => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.find((item) => item.label === 'Edit')?.submenu?.items.filter((item) => item.enabled).map((item) => item.label) ?? []);
  await expect.poll(undoable).toEqual(expect.arrayContaining([expect.stringMatching(/^Undo (Add clip|Find shots)( \(\d+ shots\))?$/)]));
  await app.evaluate(({ Menu }) => { Menu.getApplicationMenu()?.items.find((item) => item.label === 'Shot')?.submenu?.items.find((item) => item.label.startsWith('Add keyframe'))?.click(); });
  await expect.poll(undoable).toEqual(expect.arrayContaining(['Undo Add keyframe']));
});

test('an engine that is killed is started again, and the window goes on where it was', async () => {
  await app.evaluate(() => {
    // The child process of the shell, found by its executable among the active handles of Node, which have no public API.
    const shell = process as unknown as { _getActiveHandles(): readonly { readonly spawnargs?: readonly string[]; kill?(signal: string): void }[] };
    shell._getActiveHandles().find(({ spawnargs }) => spawnargs?.some((each) => each.endsWith('engine.process.js')) === true)?.kill?.('SIGKILL');
  });
  await expect(page.getByRole('alert').filter({ hasText: 'The engine has stopped' })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByTestId('picture')).toHaveAttribute('data-frame', '0');
});

test('the window does not follow a link away from the engine', async () => {
  const before = page.url();
  await page.evaluate(() => { window.location.href = 'https://example.com/'; });
  await expect(page.getByTestId('picture')).toBeVisible();
  expect(page.url()).toBe(before);
});
