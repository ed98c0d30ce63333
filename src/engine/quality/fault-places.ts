import type { FaultBox, FindingKind } from '../../shared/model/quality-report.ts';
import { flickerOfBlock } from './flicker.ts';
import { BLOCKS, type FrameMeasures } from './measure-frame.ts';
import { worstBox } from './worst-box.ts';

/** Frames before and after one whose colour is missed in it. */
const AROUND = 12;

/** Where on a frame (of the delivered film) a fault of a kind is; `undefined` where it has no place. */
export type PlaceOf = (kind: FindingKind, frame: number) => FaultBox | undefined;

/**
 * @param frames as they were measured
 * @param options `cuts`: first frames of runs without a cut; `lumaBoxes`: by frame, where luma differs most; `keyframeBoxes`: where a keyframe is missed most
 */
export function faultPlaces(frames: readonly FrameMeasures[], { cuts, lumaBoxes, keyframeBoxes }: { readonly cuts: readonly number[]; readonly lumaBoxes: ReadonlyMap<number, FaultBox>; readonly keyframeBoxes: ReadonlyMap<number, FaultBox> }): PlaceOf {
  return (kind, frame) => {
    switch (kind) {
      case 'flicker': {
        const [before, at, after] = [frames[frame - 1], frames[frame], frames[frame + 1]];
        return before === undefined || at === undefined || after === undefined ? undefined : worstBox(Float32Array.from({ length: BLOCKS }, (_, block) => flickerOfBlock([before.blocks, at.blocks, after.blocks], block)));
      }
      case 'uncoloured': return worstBox(missedChroma(frames, frame, cuts));
      case 'outOfGamut': return boxOf(frames[frame]?.outsideBlocks);
      case 'skin': return boxOf(frames[frame]?.skinBlocks);
      case 'luma': return lumaBoxes.get(frame);
      case 'keyframe': return keyframeBoxes.get(frame);
      case 'frameCount': case 'droppedFrame': case 'doubledFrame': case 'tag': case 'soundOffset': case 'soundMissing': case 'saturationDrift': case 'hint': return undefined;
    }
  };
}

function boxOf(blocks: Uint8Array | undefined): FaultBox | undefined {
  return blocks === undefined ? undefined : worstBox(blocks);
}

/** By block, the chroma that the frames around have more, by their median. */
function missedChroma(frames: readonly FrameMeasures[], frame: number, cuts: readonly number[]): Float32Array {
  const start = cuts.findLast((cut) => cut <= frame) ?? 0;
  const end = cuts.find((cut) => cut > frame) ?? frames.length;
  const around = frames.slice(Math.max(start, frame - AROUND), Math.min(end, frame + AROUND + 1));
  const chroma = ({ blocks }: FrameMeasures, block: number): number => Math.hypot(blocks[BLOCKS + block]!, blocks[2 * BLOCKS + block]!);
  return Float32Array.from({ length: BLOCKS }, (_, block) => {
    const usual = around.map((each) => chroma(each, block)).toSorted((a, b) => a - b)[around.length >> 1]!;
    return Math.max(0, usual - chroma(frames[frame]!, block));
  });
}
