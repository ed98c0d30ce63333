import type { ErrorWire } from '../../src/shared/errors/app-error.ts';
import type { JobState } from '../../src/shared/contract/jobs.ts';

/** What an engine under torture is asked to do. Each work may be given again after a stop, and then goes on. */
export type Work =
  /** Adds hints to the first keyframe, one by one, and paints it after each. */
  | { readonly kind: 'paint'; readonly project: string }
  | { readonly kind: 'propagate'; readonly project: string }
  /** `params` of the job `deliver`; with `twin` a second delivery is begun at the same time. */
  | { readonly kind: 'deliver'; readonly params: unknown; readonly twin?: unknown }
  /** Saves copies under the given names, one after another, each with one more marker. */
  | { readonly kind: 'save as'; readonly project: string; readonly copies: readonly string[] }
  /** Removes what was made, so that it is made anew. */
  | { readonly kind: 'forget' };

/** Where the engine is, as it tells itself: by ffmpeg's starts, by its log, by the renames that it asks the system for. */
export const PHASES = ['start', 'decode', 'encode', 'verify', 'rename', 'commit'] as const;
export type Phase = (typeof PHASES)[number];

export const BLOWS = ['kill engine', 'kill ffmpeg', 'kill inference', 'cancel', 'delete cache', 'damage cache', 'remove folder', 'make read-only'] as const;
export type Blow = (typeof BLOWS)[number];

/** A blow at a moment: so many milliseconds after a phase has been reached for the n-th time (from 1). */
export interface Strike {
  readonly blow: Blow;
  readonly phase: Phase;
  readonly occurrence: number;
  readonly delayMs: number;
  /** What is removed, damaged or made read-only. */
  readonly folder?: string;
  readonly seed: number;
}

export interface Order {
  readonly work: Work;
  readonly strike?: Strike;
}

/** How a work has ended. */
export interface Outcome {
  readonly state: JobState;
  readonly error?: ErrorWire;
  /** Of every colour that was made: the bits that must be the same. */
  readonly hashes?: readonly string[];
  readonly twin?: { readonly state: JobState; readonly error?: ErrorWire };
}

/** A line that the engine tells. */
export type Told =
  | { readonly ready: true }
  | { readonly phase: Phase; readonly at: number }
  /** An edit that is on the disk: its id must be found from now on. */
  | { readonly acknowledged: string }
  /** Ids of all markers and hints of the project that was opened. */
  | { readonly present: readonly string[] }
  /** A copy that is complete. */
  | { readonly saved: string }
  | { readonly struck: Blow; readonly processes: number }
  | { readonly ended: Outcome; readonly at: number };
