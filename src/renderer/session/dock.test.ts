import { expect, test } from 'vitest';
import { besidePicture, panelShown } from './dock.ts';

test('a panel that is a tab beside the scopes is shown in their place; where they stand by themselves they stay', () => {
  expect(panelShown('masks', true)).toEqual({ dockTab: 'masks', showScopes: false });
  expect(panelShown('masks', false)).toEqual({ dockTab: 'masks' });
});

test('a panel that is in sight anyhow leaves the tabs as they are', () => {
  expect(panelShown('stills', true)).toEqual({ dockTab: 'stills', showScopes: false });
  expect(panelShown('stills', false)).toEqual({});
});

test('what is selected on the picture opens its panel beside it, and leaves the panel of a window with one dock', () => {
  expect(besidePicture('masks', true)).toEqual({});
  expect(besidePicture('masks', false)).toEqual({ dockTab: 'masks' });
});
