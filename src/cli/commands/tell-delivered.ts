import type { DeliverySummary } from '../../shared/model/delivery-report.ts';
import type { Output } from '../output.ts';

/** One result a delivered file. */
export function tellDelivered({ reports }: { readonly reports: readonly DeliverySummary[] }, output: Output): void {
  for (const { files, frameCount, uncolouredFrames, lumaCheck } of reports) {
    output.result({ files, frames: frameCount, uncolouredFrames, lumaCheck: lumaCheck?.sentence }, `${files.join(', ')}  ${frameCount} frames`);
  }
}
