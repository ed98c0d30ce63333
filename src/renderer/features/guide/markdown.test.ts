import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Block, guidePageOf, guidePictureOf, type Inline, parseInline, parseMarkdown } from './markdown.ts';

const GUIDE = join(import.meta.dirname, '../../../../docs/guide');
const pages = readdirSync(GUIDE).filter((name) => name.endsWith('.md'));

test('headings, paragraphs, lists, tables and code become blocks', () => {
  expect(parseMarkdown('# One\ntwo\nthree\n\n- a\n  b\n- c\n\n| x | y |\n|---|---|\n| 1 | 2 |\n```\n# code\n```\n1. first').map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list', 'table', 'code', 'list']);
  expect(parseMarkdown('- a\n  b\n- c')).toEqual([{ kind: 'list', ordered: false, items: [[{ kind: 'text', text: 'a b' }], [{ kind: 'text', text: 'c' }]] }]);
});

test('marks within a line are read, and what is in code is left alone', () => {
  expect(parseInline('Press **A** or `*b*`: see [Hints](hints.md).')).toEqual([
    { kind: 'text', text: 'Press ' }, { kind: 'strong', text: 'A' }, { kind: 'text', text: ' or ' }, { kind: 'code', text: '*b*' }, { kind: 'text', text: ': see ' }, { kind: 'link', text: 'Hints', to: 'hints.md' }, { kind: 'text', text: '.' },
  ]);
  expect([guidePageOf('first-shot.md'), guidePageOf('hints.md#boundaries'), guidePageOf('../results/media.md'), guidePageOf('https://example.org/a.md')]).toEqual(['first-shot', 'hints', undefined, undefined]);
});

test.each(pages)('%s: it begins with its title, and its links lead to pages that are there', (name) => {
  const blocks = parseMarkdown(readFileSync(join(GUIDE, name), 'utf8'));
  expect(blocks[0]).toMatchObject({ kind: 'heading', level: 1 });
  const inlines = (block: Block): readonly Inline[] => {
    switch (block.kind) {
      case 'heading': case 'paragraph': return block.inlines;
      case 'list': return block.items.flat();
      case 'table': return [...block.head, ...block.rows.flat()].flat();
      case 'code': return [];
    }
  };
  const pictures = blocks.flatMap(inlines).filter((each) => each.kind === 'picture');
  // Each is one that the window shows, is there, and is described.
  expect(pictures.filter(({ text, to }) => guidePictureOf(to) === undefined || !existsSync(join(GUIDE, to)) || text.length < 20)).toEqual([]);
  const linked = blocks.flatMap(inlines).flatMap((each) => (each.kind === 'link' ? [guidePageOf(each.to)] : [])).filter((page) => page !== undefined);
  expect(linked.filter((page) => !pages.includes(`${page}.md`))).toEqual([]);
});

test('the pages that a new user reads first have pictures', () => {
  const without = ['first-shot', 'viewer', 'hints', 'keyframes', 'confidence', 'swatches', 'shots', 'delivery'].filter((name) => !/!\[/.test(readFileSync(join(GUIDE, `${name}.md`), 'utf8')));
  expect(without).toEqual([]);
});

test('every page is reached from the first one', () => {
  const first = readFileSync(join(GUIDE, 'README.md'), 'utf8');
  expect(pages.filter((name) => name !== 'README.md' && !first.includes(`(${name})`))).toEqual([]);
});
