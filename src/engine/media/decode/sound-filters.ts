/** A part of a file with a clock of its own, and how many seconds later it is played than its clock says. See `FrameTable.parts`. */
export interface SoundPart {
  readonly shiftSeconds: number;
}

/** A timestamp that lies this many seconds after the one before it begins a part whose clock is later. */
const JUMP_SECONDS = 5;
/** A timestamp that lies this many seconds before the one before it begins a new part. */
const RESTART_SECONDS = 0.5;

/**
 * Audio filters that cut the sound of a stretch out of a track by the container's clock, sample-exactly: the stretch begins at 0 s, with silence
 * where the track has no sound. Parts are moved to where their pictures are.
 */
export function soundFilters(stretch: { readonly startSeconds: number; readonly endSeconds?: number | undefined; readonly parts?: readonly SoundPart[] | undefined }): string {
  const start = seconds(stretch.startSeconds);
  const end = stretch.endSeconds === undefined ? '' : `:end=${seconds(stretch.endSeconds)}`;
  const hasParts = stretch.parts !== undefined && stretch.parts.length > 1;
  // Where parts meet, sound of one may overlap that of the next by some milliseconds: it is trimmed at once, not at a tenth of a second.
  return [...(hasParts ? [joinedClock(stretch.parts)] : []), `atrim=start=${start}${end}`, `asetpts=PTS-${start}/TB`, `aresample=async=1${hasParts ? ':min_hard_comp=0.005' : ''}:first_pts=0`].join(',');
}

/** Counts the parts as the clock goes back, or ahead where the next part's clock is a later one (variable 0 of the expression), and adds each part's shift. */
function joinedClock(parts: readonly SoundPart[]): string {
  const isLater = parts.slice(1).flatMap(({ shiftSeconds }, index) => (shiftSeconds < parts[index]!.shiftSeconds - JUMP_SECONDS ? [`eq(ld(0)\\,${index})`] : []));
  const jumps = isLater.length === 0 ? '' : `+gt(PTS\\,PREV_INPTS+${JUMP_SECONDS}/TB)*(${isLater.join('+')})`;
  const count = `if(lt(PTS\\,PREV_INPTS-${RESTART_SECONDS}/TB)${jumps}\\,st(0\\,ld(0)+1)\\,0)*0`;
  const shifts = parts.map(({ shiftSeconds }, index) => `eq(ld(0)\\,${index})*(${seconds(shiftSeconds)})`).join('+');
  return `asetpts=PTS+${count}+(${shifts})/TB`;
}

function seconds(value: number): string {
  return value.toFixed(9);
}
