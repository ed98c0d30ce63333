import { counted } from '../../../shared/counted.ts';
import type { Clip, UnreadablePart } from '../../../shared/model/clip.ts';
import { type FrameRange, type Rate, rangeLength } from '../../../shared/model/frame.ts';
import type { FrameTable, SurveyedFrames } from '../decode/frame-table.ts';
import { isOfJoint } from '../decode/decode-log.ts';
import { frameRuns, type ToldDamage } from '../decode/told-damage.ts';
import type { ShownFrame } from '../decode/showinfo.ts';
import type { FoundRate } from './frame-rate.ts';
import type { ProbedStreams } from './probe-streams.ts';

/** Runs of frames that are named before "and n more". */
const MOST_NAMED = 8;

/** Remarks on what the disk does not give of a clip's file. Images are told by name; see `imageRemarks`. */
export function unreadableRemarks({ source, unreadable = [] }: Pick<Clip, 'source' | 'unreadable'>): readonly string[] {
  if (unreadable.length === 0 || source.kind === 'sequence') return [];
  return [`${unreadableWords(unreadable)} What lies around is used; frames in ${unreadable.length === 1 ? 'it' : 'them'} are damaged or missing.`];
}

/** The remarks of a clip of which something else can be read now. */
export function withUnreadableRemarks(remarks: readonly string[], clip: Pick<Clip, 'source' | 'unreadable'>, before: Clip['unreadable']): readonly string[] {
  const old = new Set(unreadableRemarks({ source: clip.source, unreadable: before }));
  return [...unreadableRemarks(clip), ...remarks.filter((remark) => !old.has(remark))];
}

/** `16,384 bytes from byte 827,392 on cannot be read: the disk reports an error there.` Of many parts the first ones. */
export function unreadableWords(parts: readonly UnreadablePart[]): string {
  return `${listed(parts.map(({ from, to }) => `${(to - from).toLocaleString('en')} bytes from byte ${from.toLocaleString('en')} on`))} cannot be read: the disk reports an error there.`;
}

/** Remarks on the choice of streams. */
export function streamRemarks(streams: ProbedStreams): readonly string[] {
  return streams.video.streamIndex === undefined ? [] : [`Stream ${streams.video.streamIndex} of the file is the picture stream; the one before it is a cover picture.`];
}

/** Remarks on irregular frame times. */
export function timingRemarks(table: FrameTable, { rate, timing, gaps }: FoundRate): readonly string[] {
  const remarks: string[] = [];
  if (gaps.length > 0) {
    const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
    const after = listed(gaps.map((gap) => String(gap.after)));
    remarks.push(`${counted(missing, 'frame is', 'frames are')} missing in this clip of ${rateText(rate)} frames a second, after ${gaps.length === 1 ? 'frame' : 'frames'} ${after}; each frame keeps its own time, so the sound stays in step.`);
  } else if (timing === 'variable') remarks.push('The frame rate varies; each frame keeps its own time.');
  const restarts = (table.parts ?? []).slice(1);
  if (restarts.length > 0) {
    remarks.push(`The clock of the file begins anew at ${restarts.length === 1 ? 'frame' : 'frames'} ${listed(restarts.map((part) => String(part.firstFrame)))}; the parts are played one after the other, each with its sound.`);
  }
  if (table.pts === undefined) remarks.push('The file has no usable timestamps; frames are found by counting from the start, which takes longer.');
  return remarks;
}

/** Remarks on the number and condition of frames. */
export function countRemarks(survey: SurveyedFrames, streams: ProbedStreams, rate: Rate): readonly string[] {
  const remarks: string[] = [];
  const { frameCount } = survey.table;
  const missing = missingFrames(survey, streams, rate);
  if (missing > 0) remarks.push(`The file is cut off or damaged: it should hold ${frameCount + missing} frames, ${frameCount} can be decoded.`);
  const { damaged = [] } = survey;
  if (damaged.length > 0) remarks.push(namedDamage(frameRuns(damaged), { spreads: !survey.packets.everyPacketIsKey }));
  else if (missing === 0 && complaintsOf(survey) !== '') remarks.push(SOME_DAMAGE);
  if (survey.packets.hidden > 0) remarks.push(`An edit list hides ${survey.packets.hidden} stored frames; frame 0 is the first one shown.`);
  const changed = survey.shown.findIndex((frame) => !sameSize(frame, survey.shown[0]!));
  if (changed !== -1) remarks.push(`The picture changes its size${survey.whole ? ` at frame ${changed}` : ''}; everything is brought to the first frame's size.`);
  return remarks;
}

const SOME_DAMAGE = 'Parts of the file are damaged; what can be decoded is used.';
const NEAR_DAMAGE = 'Some frames near ';

function namedDamage(runs: readonly FrameRange[], { spreads }: { readonly spreads: boolean }): string {
  const frames = listed(namesOf(runs));
  const [are, them] = runs.reduce((sum, run) => sum + rangeLength(run), 0) === 1 ? [`Frame ${frames} is`, 'it'] : [`Frames ${frames} are`, 'them'];
  return `${are} damaged; what can be decoded of ${them} is used.${spreads ? ` Frames that follow ${them}, up to the next key frame, can show the damage too.` : ''}`;
}

/** The remarks of a clip whose damage was told while it was decoded for something else; as they are where they name damaged frames already. */
export function withToldDamage(remarks: readonly string[], { frames, near, spreads }: ToldDamage): readonly string[] {
  if (remarks.some((remark) => /^Frames? \d.*(?:is|are) damaged;/.test(remark))) return remarks;
  const told = [
    ...(frames.length === 0 ? [] : [namedDamage(frames, { spreads })]),
    ...(near.length === 0 ? [] : [`${NEAR_DAMAGE}${listed(near.map(String))} are damaged; what can be decoded of them is used.`]),
  ];
  return [...remarks.filter((remark) => remark !== SOME_DAMAGE && !remark.startsWith(NEAR_DAMAGE)), ...told];
}

/** The clip's `damaged`. */
export function damagedRuns(survey: SurveyedFrames): Clip['damaged'] {
  const { damaged } = survey;
  return damaged === undefined || (damaged.length === 0 && complaintsOf(survey) === '') ? undefined : frameRuns(damaged);
}

function complaintsOf({ table, complaints }: SurveyedFrames): string {
  return table.parts === undefined ? complaints : complaints.split('\n').filter((line) => !isOfJoint(line)).join('\n');
}

/** Frames that the container claims and that do not decode. */
function missingFrames({ table, packets }: SurveyedFrames, { video, formatName }: ProbedStreams, rate: Rate): number {
  const units = table.pts === undefined ? undefined : table.pts.at(-1)! - table.pts[0]! + table.lastDuration;
  if (video.claimedFrames !== undefined) {
    // AVI counts the time it lasts in frames, those left out included.
    const held = formatName === 'avi' && units !== undefined ? Math.max(units, table.frameCount) : table.frameCount;
    return Math.max(0, video.claimedFrames - packets.hidden - Math.round(held));
  }
  if (video.claimedDuration === undefined) return 0;
  const toSeconds = (value: number): number => (value * table.timeBase.num) / table.timeBase.den;
  // Some containers count from the first frame, some from 0, and the duration may hold the delay of the first frame; half a second is beyond that.
  const seen = units === undefined ? table.frameCount * rate.den / rate.num : toSeconds(Math.max(units, table.pts!.at(-1)! + table.lastDuration));
  const lacking = video.claimedDuration - seen;
  return lacking > Math.max(0.5, (2 * rate.den) / rate.num) ? Math.round((lacking * rate.num) / rate.den) : 0;
}

function sameSize(a: ShownFrame, b: ShownFrame): boolean {
  return a.width === b.width && a.height === b.height;
}

function rateText({ num, den }: Rate): string {
  return den === 1 ? String(num) : (num / den).toFixed(3);
}

/** `10–17`, `20`: frames that follow each other as one. @param frames rising. */
export function runsOf(frames: readonly number[]): readonly string[] {
  return namesOf(frameRuns(frames));
}

function namesOf(runs: readonly FrameRange[]): readonly string[] {
  return runs.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`));
}

/** `a, b and c`; of many the first ones and how many more. */
export function listed(names: readonly string[]): string {
  if (names.length > MOST_NAMED) return `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
