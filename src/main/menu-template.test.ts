import { expect, test } from 'vitest';
import { MenuGroups, menuTemplate } from './menu-template.ts';

const groups = MenuGroups.parse([{ label: 'Shot', items: [
  { id: 'shot.propagate', label: 'Propagate shot', accelerator: 'CmdOrCtrl+Enter', enabled: true }, null,
  { label: 'Status', items: [{ id: 'shot.review', label: 'Set needs review', enabled: true, checked: true }, { id: 'shot.approve', label: 'Set approved', enabled: true, checked: false }] },
  { label: 'Flag', items: [{ id: 'shot.flag.red', label: 'Flag red', enabled: false }] },
] }, { label: 'Edit', items: [] }]);

test('commands keep their keys for the window, those of a present state are marked, and a submenu without an enabled one is disabled', () => {
  const chosen: string[] = [];
  const [shot, edit] = menuTemplate(groups, { onCommand: (id) => { chosen.push(id); }, platform: 'linux' });
  expect(shot).toMatchObject({ label: 'Shot', submenu: [
    { label: 'Propagate shot', accelerator: 'CmdOrCtrl+Enter', registerAccelerator: false }, { type: 'separator' },
    { label: 'Status', enabled: true, submenu: [{ label: 'Set needs review', type: 'checkbox', checked: true }, { label: 'Set approved', type: 'checkbox', checked: false }] },
    { label: 'Flag', enabled: false, submenu: [{ label: 'Flag red', enabled: false }] },
  ] });
  const [propagate] = shot!.submenu as unknown as readonly { readonly click: () => void }[];
  expect(propagate).not.toHaveProperty('type');
  propagate!.click();
  expect(chosen).toEqual(['shot.propagate']);
  expect(edit!.submenu).toContainEqual({ role: 'paste' });
});

test('macOS has the menu of the application first', () => {
  expect(menuTemplate(groups, { onCommand: () => undefined, platform: 'darwin' })[0]).toEqual({ role: 'appMenu' });
});
