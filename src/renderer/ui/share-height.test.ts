import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareHeight } from './share-height.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('heights of panels above each other', () => {
  test('stay the usual ones where both contents fit, and where both are too large', () => {
    expect(shareHeight([{ usual: 400, least: 200, needed: 390 }, { usual: 250, least: 140, needed: 100 }])).toEqual([400, 250]);
    expect(shareHeight([{ usual: 400, least: 200, needed: 500 }, { usual: 250, least: 140, needed: 9000 }])).toEqual([400, 250]);
  });

  test('a panel whose content is cut gets as much as it needs of what another has empty', () => {
    expect(shareHeight([{ usual: 400, least: 200, needed: 440 }, { usual: 250, least: 140, needed: 60 }])).toEqual([440, 210]);
    expect(shareHeight([{ usual: 400, least: 200, needed: 300 }, { usual: 250, least: 140, needed: 9000 }])).toEqual([300, 350]);
  });

  test('no panel gets less than its least height', () => {
    expect(shareHeight([{ usual: 400, least: 330, needed: 100 }, { usual: 250, least: 140, needed: 9000 }])).toEqual([330, 320]);
  });

  test('all of the height is given out, and no content is cut while another panel has empty room', () => {
    const claim = fc.record({ least: fc.integer({ min: 0, max: 300 }), more: fc.integer({ min: 0, max: 600 }), needed: fc.integer({ min: 0, max: 2000 }) })
      .map(({ least, more, needed }) => ({ least, usual: least + more, needed }));
    fc.assert(fc.property(fc.array(claim, { minLength: 1, maxLength: 4 }), (panels) => {
      const heights = shareHeight(panels);
      expect(sum(heights)).toBeCloseTo(sum(panels.map(({ usual }) => usual)));
      const isCut = panels.some(({ needed }, index) => heights[index]! < needed - 1e-6);
      const hasRoom = panels.some(({ needed, least }, index) => heights[index]! > Math.max(needed, least) + 1e-6);
      expect(isCut && hasRoom).toBe(false);
      for (const [index, { least }] of panels.entries()) expect(heights[index]).toBeGreaterThanOrEqual(least - 1e-6);
    }));
  });
});
