import type { Clip } from '../../shared/model/clip.ts';
import { timecodeOf } from '../../shared/model/timecode.ts';
import type { QualityTag } from '../../shared/model/quality-report.ts';

const NONE = 'none';

/** Tags of both files, side by side. @param first the source frame that the delivery begins with */
export function compareTags(delivered: Clip, source: Clip, first: number): readonly QualityTag[] {
  const size = ({ picture }: Clip): string => `${picture.width}×${picture.height}`;
  const aspect = ({ picture: { sampleAspect } }: Clip): string => `${sampleAspect.num}:${sampleAspect.den}`;
  const rate = ({ rate: { num, den } }: Clip): string => (den === 1 ? String(num) : `${num}/${den}`);
  const of = (name: string, read: (clip: Clip) => string | number | undefined): QualityTag => tag(name, read(source), read(delivered));
  return [
    of('size', size), of('frame rate', rate), of('timing', ({ timing }) => timing), of('sample aspect', aspect), of('scan', ({ picture }) => picture.scan),
    of('range', ({ picture }) => picture.range), of('primaries', ({ picture }) => picture.primaries), of('transfer', ({ picture }) => picture.transfer), of('matrix', ({ picture }) => picture.taggedMatrix),
    tag('timecode', source.startTimecode === undefined ? undefined : timecodeOf(source, first), delivered.startTimecode),
    of('reel', ({ reelName }) => reelName), of('sound tracks', ({ audioTracks }) => audioTracks),
  ];
}

function tag(name: string, source: string | number | undefined, delivered: string | number | undefined): QualityTag {
  const [theirs, ours] = [String(source ?? NONE), String(delivered ?? NONE)];
  return { name, source: theirs, delivered: ours, verdict: theirs === ours ? 'same' : theirs === NONE ? 'added' : ours === NONE ? 'lost' : 'changed' };
}
