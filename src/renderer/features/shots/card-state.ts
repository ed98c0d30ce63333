import { counted } from '../../../shared/counted.ts';
import type { ShotStatus } from '../../document/shot-colours.ts';

/** What a card says of its shot's colour: how much of it is made, and when all is, its mean confidence. */
export interface CardState {
  readonly says: 'confidence' | 'made' | 'keyframes';
  readonly text: string;
  /** 0…1, of the bar. */
  readonly share: number;
}

/** Pure. @param frames of the shot @param keys how many keyframes it has */
export function cardState({ coloured, mean }: Pick<ShotStatus, 'coloured' | 'mean'>, { frames, keys }: { readonly frames: number; readonly keys: number }): CardState {
  if (keys === 0) return { says: 'keyframes', text: 'no keyframe', share: 0 };
  // The mean of the first frames, which begin with the keyframe, says nothing of those to come.
  if (coloured > 0 && coloured < frames) return { says: 'made', text: `${coloured} of ${frames} fr coloured`, share: coloured / frames };
  if (coloured === 0 || mean === null) return { says: 'keyframes', text: counted(keys, 'keyframe'), share: 0 };
  return { says: 'confidence', text: `${Math.round(mean * 100)} %`, share: mean };
}
