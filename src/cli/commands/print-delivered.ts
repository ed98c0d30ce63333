import type { QualityResult } from '../../engine/app/index.ts';
import { counted } from '../../shared/counted.ts';
import type { DeliverySummary } from '../../shared/model/delivery-report.ts';
import type { Output } from '../output.ts';

/** One result a delivered file. */
export function printDelivered({ reports }: { readonly reports: readonly DeliverySummary[] }, output: Output): void {
  for (const { files, frameCount, uncolouredFrames, lumaCheck } of reports) {
    output.result({ files, frames: frameCount, uncolouredFrames, lumaCheck: lumaCheck?.sentence }, `${files.join(', ')}  ${counted(frameCount, 'frame')}`);
  }
}

/** One result per quality report, with its findings as notes. */
export function printQuality(reports: QualityResult['reports'], output: Output): void {
  for (const { delivered, page, frames, findings, worst } of reports) {
    for (const sentence of worst) output.note(sentence);
    if (findings > worst.length) output.note(`And ${findings - worst.length} more; the page has all of them.`);
    const words = findings === 0 ? 'nothing lies beyond the limits' : counted(findings, 'finding');
    output.result({ quality: { delivered, page, frames, findings } }, `${page ?? delivered}  ${words}`);
  }
}
