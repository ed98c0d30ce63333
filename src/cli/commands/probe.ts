import { HOW_WORDS } from '../../shared/model/clip-report.ts';
import { clipReport, locateFfmpeg, probeClip } from '../../engine/media/index.ts';
import { withRate } from '../../shared/model/clip-rate.ts';
import { withCoding } from '../../shared/model/clip.ts';
import type { CommandContext, ProbeCommandOptions } from '../command-options.ts';

/** `tintype probe FILM`: prints the properties of a clip, and which of them are assumed. */
export async function probe(film: string, options: ProbeCommandOptions, { output, signal }: CommandContext): Promise<void> {
  const tools = await locateFfmpeg();
  const probed = await probeClip(film, tools, { signal, ...(options.everyFrame === true ? { wholeDecodeSamples: Infinity } : {}) });
  const timed = options.sequenceRate === undefined ? probed : withRate(probed, options.sequenceRate);
  const clip = options.coding === undefined ? timed : withCoding(timed, options.coding.coding);
  const report = await clipReport(clip, tools, { signal });
  const width = Math.max(...report.facts.map(({ label }) => label.length));
  const lines = report.facts.map(({ label, value, how, note }) => {
    const beside = [...(how === 'file' ? [] : [HOW_WORDS[how]]), ...(note === undefined ? [] : [note])];
    return `${label.padEnd(width)}  ${value}${beside.length === 0 ? '' : `  (${beside.join('; ')})`}`;
  });
  output.result(report, [report.path, ...lines, ...report.remarks.map((remark) => `- ${remark}`)].join('\n'));
}
