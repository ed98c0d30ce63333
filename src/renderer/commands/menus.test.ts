import { expect, test } from 'vitest';
import { COMMAND_GROUPS } from './command.ts';
import { commands } from './commands.ts';
import { MENUS } from './menus.ts';

const MOST_ITEMS = 20;

test('every command is in the menu of its group once, but for those that work while their key is held', () => {
  for (const group of COMMAND_GROUPS) {
    const listed = MENUS[group].flatMap((item) => (typeof item === 'object' && item !== null ? item.items : [item])).filter((item) => item !== null);
    expect(listed.toSorted()).toEqual(commands.filter((each) => each.group === group && each.whileHeld === undefined).map(({ id }) => id).toSorted());
  }
});

test('no menu is longer than a small window, and no line is at an end or beside another', () => {
  for (const group of COMMAND_GROUPS) {
    for (const items of [MENUS[group], ...MENUS[group].flatMap((item) => (typeof item === 'object' && item !== null ? [item.items] : []))]) {
      expect(items.filter((item) => item !== null).length, group).toBeLessThanOrEqual(MOST_ITEMS);
      expect([items[0], items.at(-1)], group).not.toContain(null);
      expect(items.some((item, index) => item === null && items[index + 1] === null), group).toBe(false);
    }
  }
});
