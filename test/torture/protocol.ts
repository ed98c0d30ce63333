import type { ErrorWire } from '../../src/shared/errors/app-error.ts';
import type { JobState } from '../../src/shared/contract/jobs.ts';

/** What an engine under test can run. Each workload may be sent again after an interruption; it then resumes. */
export type Workload =
  /** Adds hints to the first keyframe, one by one, and paints the keyframe after each. */
  | { readonly kind: 'paint'; readonly project: string }
  | { readonly kind: 'propagate'; readonly project: string }
  /** `params` of the job `deliver`; with `second`, a second delivery starts at the same time. */
  | { readonly kind: 'deliver'; readonly params: unknown; readonly second?: unknown }
  /** Saves copies of the project to the given paths, one after another, each with one more note. */
  | { readonly kind: 'save as'; readonly project: string; readonly copies: readonly string[] }
  /** Removes all artefacts, so that the next workload computes them again. */
  | { readonly kind: 'clear cache' };

/** Phases of a workload, detected from the starts of ffmpeg, the log and the calls of rename and link (`phases.ts`). */
export const PHASES = ['start', 'decode', 'encode', 'verify', 'rename', 'commit'] as const;
export type Phase = (typeof PHASES)[number];

export const FAULT_KINDS = ['kill engine', 'kill ffmpeg', 'kill inference', 'cancel', 'delete cache', 'damage cache', 'remove folder', 'make read-only'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault and when to inject it: `delayMs` after the `occurrence`-th start (from 1) of `phase`. */
export interface FaultPlan {
  readonly kind: FaultKind;
  readonly phase: Phase;
  readonly occurrence: number;
  readonly delayMs: number;
  /** The folder to remove, damage or make read-only. */
  readonly folder?: string;
  readonly seed: number;
}

/** Sent to an engine under test: one JSON object per line on stdin. */
export interface EngineRequest {
  readonly workload: Workload;
  readonly fault?: FaultPlan;
}

/** How a workload ended. */
export interface Outcome {
  readonly state: JobState;
  readonly error?: ErrorWire;
  /** SHA-256 of each colour plane, in frame order. */
  readonly hashes?: readonly string[];
  readonly second?: { readonly state: JobState; readonly error?: ErrorWire };
}

/** Sent by an engine under test: one JSON object per line on stdout. */
export type EngineEvent =
  | { readonly ready: true }
  | { readonly phase: Phase; readonly at: number }
  /** Id of an edit that is committed to disk and must be present from now on. */
  | { readonly acknowledged: string }
  /** Ids of all notes and hints of the project that was opened. */
  | { readonly present: readonly string[] }
  /** Path of a copy that is complete. */
  | { readonly saved: string }
  /** `processes`: how many were killed. */
  | { readonly injected: FaultKind; readonly processes: number }
  | { readonly ended: Outcome; readonly at: number };
