import type { Job } from '../../../shared/contract/jobs.ts';
import { counted } from '../../../shared/counted.ts';
import { codecRecord, DELIVERY_CODEC_NAMES } from '../../../shared/model/delivery-codecs.ts';
import { PUT_OFF_TEXT, READING_TEXT, STORE_FULL_TEXT } from '../../../shared/model/job-phase-text.ts';
import { isUnderWay } from '../../document/jobs-mirror.ts';
import { durationText } from '../jobs/job-text.ts';
import { checkedFiles } from '../quality/checked-files.ts';
import { deliveredResult } from './delivered-files.ts';
import { type LumaFile, lumaFiles } from './luma-files.ts';

/** `reading`: the film is read whole, to see that it is unchanged; `colouring`: its shots are propagated first; `storeFull`: the farm's shared folder is full, for this machine or for workers. */
type QueueState = 'waiting' | 'reading' | 'colouring' | 'storeFull' | 'writing' | 'pausing' | 'paused' | 'verifying' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** Check of the written files against their clip. */
interface QueueCheck {
  readonly words: string;
  /** The report that is shown for it: that of the file with most findings. */
  readonly reportId?: string;
  readonly findings?: number;
}

/** A delivery as the queue shows it. */
export interface QueueRow {
  readonly job: Job;
  readonly name: string;
  /** Codec and length. */
  readonly about: string;
  readonly state: QueueState;
  /** Share of its frames that are written, 0…1. */
  readonly share: number;
  readonly progress: string;
  /** Result of the luma check that is part of every delivery. */
  readonly proof: string;
  /** Its files with frames whose luma is not the source's, the worst first. */
  readonly luma: readonly LumaFile[];
  readonly quality: QueueCheck | undefined;
}

/** Pure: all deliveries in the order in which they are written: the oldest first, those that wait as they were moved. */
export function queueRows(jobs: readonly Job[]): readonly QueueRow[] {
  return jobs.filter(({ kind }) => kind === 'deliver').toReversed().toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0)).map((job) => {
    const state = queueState(job);
    const [name, codec] = labelParts(job.label);
    return { job, name, about: [codec, ...(job.total === 0 ? [] : [`${frames(job.total)} fr`])].join(', '), state, share: state === 'done' ? 1 : job.total === 0 ? 0 : job.done / job.total, progress: progressText(job, state), proof: proofText(job, state), luma: lumaFiles(job), quality: qualityOf(job, jobs) };
  });
}

/** Whether a delivery can be moved among those that wait. */
export function canBeMoved({ job }: Pick<QueueRow, 'job'>): boolean {
  return job.state === 'queued' || job.state === 'paused';
}

function queueState({ state, phase, pause }: Job): QueueState {
  if (state === 'queued') return 'waiting';
  if (state !== 'running') return state;
  return phase === 'waiting' || phase === 'waitingForPaused' ? 'colouring' : phase === 'putOff' ? 'storeFull' : phase ?? (pause === undefined ? 'writing' : 'pausing');
}

/** `Delivering reel.mov · ProRes 422 HQ` → its name, and the codec’s. Jobs of earlier versions have the codec’s id. */
function labelParts(label: string): readonly [string, string] {
  const [, name = label, written = ''] = /^Delivering (.+) · (.+)$/.exec(label) ?? [];
  const codec = DELIVERY_CODEC_NAMES.find((each) => each === written);
  return [name, codec === undefined ? written : codecRecord(codec).label];
}

function progressText(job: Job, state: QueueState): string {
  switch (state) {
    case 'waiting': return job.done > 0 ? `Waiting at ${ofTotal(job)}` : 'Waiting';
    case 'reading': return job.done === 0 ? capitalised(READING_TEXT) : `${ofTotal(job)}, ${READING_TEXT}`;
    case 'colouring': return job.phase === 'waitingForPaused' ? 'Waiting for colour: its propagation is paused, resume it under Jobs' : ['Waiting for colour', ...leftText(job)].join(', ');
    case 'storeFull': return job.phase === 'putOff' ? `${ofTotal(job)}: ${PUT_OFF_TEXT}` : capitalised(STORE_FULL_TEXT);
    case 'pausing': return `${ofTotal(job)}, pausing`;
    case 'paused': return `Paused${job.pause === 'queue' ? ' with the queue' : ''}${job.done === 0 ? '' : ` at ${ofTotal(job)}`}`;
    case 'verifying': return `${ofTotal(job)} written`;
    case 'done': return framesText(deliveredResult(job)?.reports.reduce((sum, { frameCount = 0 }) => sum + frameCount, 0) ?? job.total);
    case 'writing': return job.total === 0 ? 'Starting' : [ofTotal(job), ...leftText(job)].join(', ');
    case 'failed': return `Failed${job.total === 0 ? '' : ` at ${ofTotal(job)}`}`;
    case 'cancelled': return `Cancelled${job.total === 0 ? '' : ` at ${ofTotal(job)}`}`;
    case 'interrupted': return `Interrupted${job.total === 0 ? '' : ` at ${ofTotal(job)}`}`;
  }
}

function leftText({ secondsLeft }: Job): readonly string[] {
  return secondsLeft === null || secondsLeft < 1 ? [] : [`${durationText(secondsLeft)} left`];
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function ofTotal({ done, total }: Job): string {
  return `${frames(done)} of ${frames(total)}`;
}

/** `1 frame`, `1,200 frames`. Pure. */
export function framesText(count: number): string {
  return `${frames(count)} ${count === 1 ? 'frame' : 'frames'}`;
}

function frames(count: number): string {
  return count.toLocaleString('en-GB');
}

function proofText(job: Job, state: QueueState): string {
  if (state === 'verifying') return 'Verifying';
  if (state !== 'done') return isUnderWay(job) ? 'After writing' : '';
  const checks = deliveredResult(job)?.reports.flatMap(({ lumaCheck }) => (lumaCheck === null || lumaCheck === undefined ? [] : [lumaCheck])) ?? [];
  if (checks.length === 0) return 'Luma not checked';
  const worst = Math.max(...checks.map(({ maxError }) => maxError));
  const least = Math.min(...checks.map(({ psnr }) => psnr ?? Infinity));
  // A codec that is not lossless changes luma by more than rounding; how much, is said by the whole first.
  return worst === 0 ? 'Luma: 0 samples differ' : `Luma: ${least === Infinity ? '' : `${least.toFixed(1)} dB, `}at most ${counted(worst, 'code')} off`;
}

function qualityOf(job: Job, jobs: readonly Job[]): QueueCheck | undefined {
  const id = deliveredResult(job)?.qualityJobId;
  const check = jobs.find((each) => each.id === id);
  if (check === undefined) return undefined;
  if (isUnderWay(check)) return { words: check.total === 0 ? 'Quality: waiting' : `Quality: ${frames(check.done)} of ${frames(check.total)}` };
  const checked = checkedFiles(check);
  const worst = checked.toSorted((a, b) => b.findings - a.findings)[0];
  if (worst === undefined) return { words: `Quality report ${check.state}` };
  const findings = checked.reduce((sum, each) => sum + each.findings, 0);
  return { words: findings === 0 ? 'No findings' : counted(findings, 'finding'), reportId: worst.id, findings };
}

/** Pure: the queue in one line. */
export function queueText(rows: readonly QueueRow[]): string {
  if (rows.length === 0) return '';
  const finished = rows.filter(({ state }) => state === 'done').length;
  const stopped = rows.filter(({ state }) => state === 'failed' || state === 'interrupted').length;
  const paused = rows.filter(({ state }) => state === 'paused' || state === 'pausing').length;
  const left = Math.max(0, ...rows.map(({ job }) => job.secondsLeft ?? 0));
  return [
    counted(rows.length, 'delivery', 'deliveries'), ...(finished === 0 ? [] : [`${finished} finished`]), ...(stopped === 0 ? [] : [`${stopped} stopped`]), ...(paused === 0 ? [] : [`${paused} paused`]),
    ...(left < 1 ? [] : [`${durationText(left)} left`]),
  ].join(', ');
}
