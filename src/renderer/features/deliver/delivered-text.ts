import type { DeliveredBefore } from '../../../shared/contract/deliver.ts';
import { rangeLength } from '../../../shared/model/frame.ts';

/** Stretches of frames that are named. */
const NAMED = 3;

/** Pure: `12 of 60 frames differ: 31–42`, counted from 1 within the file. */
export function differingText({ range, changed, differences = [] }: Pick<DeliveredBefore, 'range' | 'changed'> & Partial<Pick<DeliveredBefore, 'differences'>>): string {
  const count = countOf(changed);
  if (count === 0) return differences.length === 0 ? 'as delivered' : 'colour as delivered';
  const names = changed.slice(0, NAMED).map(({ first, last }) => (first === last ? `${first - range.first + 1}` : `${first - range.first + 1}–${last - range.first + 1}`));
  return `${count} of ${rangeLength(range)} frames ${count === 1 ? 'differs' : 'differ'}${count === rangeLength(range) ? '' : `: ${names.join(', ')}${changed.length > NAMED ? ' …' : ''}`}`;
}

/** Pure: what was delivered before of so many files, in one line. */
export function beforeText(before: readonly DeliveredBefore[], files: number): string {
  const frames = before.reduce((sum, { changed }) => sum + countOf(changed), 0);
  const which = before.length === files ? ({ 1: 'This file was', 2: 'Both files were' }[files] ?? `All ${files} files were`) : `${before.length} of ${files} files ${before.length === 1 ? 'was' : 'were'}`;
  const others = before.filter(({ differences }) => differences.length > 0).length;
  const colour = frames === 0 ? 'no frame differs' : `${frames.toLocaleString('en-GB')} ${frames === 1 ? 'frame differs' : 'frames differ'} now`;
  const whose = before.length === 1 ? 'it differs' : others === 1 ? 'one differs' : `${others} differ`;
  return `${which} delivered before; ${colour}${others === 0 ? '' : `${frames === 0 ? ', but' : ', and'} ${whose} in what is listed`}.`;
}

/** Pure: which files are to be written again: those with anything that differs, and those that were never delivered. @param files how many there are */
export function filesToWriteAgain(before: readonly DeliveredBefore[], files: number): readonly number[] {
  const unchanged = new Set(before.filter(({ changed, differences }) => changed.length === 0 && differences.length === 0).map(({ file }) => file));
  return Array.from({ length: files }, (_, index) => index).filter((index) => !unchanged.has(index));
}

function countOf(ranges: DeliveredBefore['changed']): number {
  return ranges.reduce((sum, range) => sum + rangeLength(range), 0);
}
