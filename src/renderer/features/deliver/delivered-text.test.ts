import { expect, test } from 'vitest';
import type { DeliveredBefore } from '../../../shared/contract/deliver.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { ClipId } from '../../../shared/model/ids.ts';
import { beforeText, differingText, filesToWriteAgain } from './delivered-text.ts';

const of = (file: number, changed: readonly (readonly [number, number])[], differences: string[] = []): DeliveredBefore => ({ differences, file, clipId: ClipId.parse('c'), path: `/out/${file}.mov`, at: '2026-01-01T00:00:00Z', range: frameRange(100, 159), changed: changed.map(([first, last]) => frameRange(first, last)) });

test('differing frames are counted, and named from 1 within the file', () => {
  expect([differingText(of(0, [])), differingText(of(0, [[130, 141]])), differingText(of(0, [[100, 100]])), differingText(of(0, [[100, 159]])), differingText(of(0, [[100, 100], [102, 103], [110, 110], [120, 120]]))])
    .toEqual(['as delivered', '12 of 60 frames differ: 31–42', '1 of 60 frames differs: 1', '60 of 60 frames differ', '5 of 60 frames differ: 1, 3–4, 11 …']);
});

test('what is to be written again are files with frames that differ and those that were never delivered', () => {
  const before = [of(0, []), of(2, [[130, 141]])];
  expect(filesToWriteAgain(before, 4)).toEqual([1, 2, 3]);
  expect([beforeText(before, 4), beforeText([of(0, [])], 1), beforeText([of(0, []), of(1, [[100, 100]])], 2)])
    .toEqual(['2 of 4 files were delivered before; 12 frames differ now.', 'This file was delivered before; no frame differs.', 'Both files were delivered before; 1 frame differs now.']);
});

test('a file that differs in codec, tags or sound alone is told apart, and is to be written again', () => {
  const before = [of(0, [], ['Codec: H.264, before ProRes 422 HQ.']), of(1, [])];
  expect(filesToWriteAgain(before, 2)).toEqual([0]);
  expect([differingText(before[0]!), beforeText(before, 2), beforeText([of(0, [[130, 141]], ['Range: 60 of the 90 frames of that file.'])], 1)])
    .toEqual(['colour as delivered', 'Both files were delivered before; no frame differs, but one differs in what is listed.', 'This file was delivered before; 12 frames differ now, and it differs in what is listed.']);
});
