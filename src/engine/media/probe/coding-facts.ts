import { colourCoding } from '../../../shared/colour/coding.ts';
import { primaries } from '../../../shared/colour/primaries.ts';
import { transferCurve } from '../../../shared/colour/transfer.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { ClipFact } from '../../../shared/model/clip-report.ts';
import { deliveryColourTags } from '../encode/delivery-format.ts';
import type { VideoStream } from './probe-streams.ts';

const MATRICES = { bt709: 'BT.709', bt601: 'BT.601', bt2020: 'BT.2020', smpte240m: 'SMPTE 240M' } as const;

/** The coding of the samples (range, matrix, primaries, transfer), each with its source. Pure. */
export function codingFacts(clip: Pick<Clip, 'picture' | 'coding'>, video: Pick<VideoStream, 'range' | 'matrix'>): readonly ClipFact[] {
  const { picture, coding } = clip;
  const range = coding?.range ?? picture.range;
  const matrix = coding?.matrix ?? picture.matrix;
  const isTagged = video.range !== undefined || picture.family === 'rgb' || /^(?:yuvj|mono)/.test(picture.pixelFormat);
  const read = readingOf(picture);
  const delivered = deliveryColourTags(picture, { layout: 'planar-yuv', range });
  // As it is read, which is what the coding's form says; the delivery's tag where that means something else.
  const tag = (name: 'primaries' | 'transfer'): Pick<ClipFact, 'value' | 'how' | 'note'> => {
    if (picture[name] !== undefined) return { value: picture[name], how: 'file' };
    const isOther = readingOf({ ...picture, [name]: delivered[name] })[name] !== read[name];
    return { value: read[name], how: 'assumed', note: isOther ? `not tagged; a delivery is tagged ${delivered[name]}` : 'not tagged' };
  };
  return [
    { id: 'range', label: 'Range', value: range, how: coding?.range !== undefined ? 'setting' : isTagged ? 'file' : 'assumed', ...(isTagged || coding?.range !== undefined ? {} : { note: 'not tagged' }) },
    coding?.matrix !== undefined ? { id: 'matrix', label: 'Matrix', value: MATRICES[matrix], how: 'setting' }
      : picture.family === 'rgb' ? { id: 'matrix', label: 'Matrix', value: MATRICES[matrix], how: 'assumed', note: 'R′G′B′ is turned into luma once' }
        : video.matrix === undefined ? { id: 'matrix', label: 'Matrix', value: MATRICES[matrix], how: 'assumed', note: 'not tagged; by the height of the picture' }
          : { id: 'matrix', label: 'Matrix', value: MATRICES[matrix], how: 'file', note: video.matrix },
    { id: 'primaries', label: 'Primaries', ...(coding?.primaries === undefined ? tag('primaries') : { value: coding.primaries, how: 'setting' }) },
    { id: 'transfer', label: 'Transfer', ...(coding?.transfer === undefined ? tag('transfer') : { value: coding.transfer, how: 'setting' }) },
  ];
}

function readingOf(picture: Clip['picture']): { readonly primaries: string; readonly transfer: string } {
  const coding = colourCoding(picture);
  return { primaries: primaries(coding.primaries).label, transfer: transferCurve(coding.curve).label };
}
