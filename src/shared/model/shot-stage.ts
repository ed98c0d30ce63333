import type { ReviewStatus, Shot } from './document.ts';

/** Stage of a shot: from its keyframes, until the user sends it to review or approves it. */
export type ShotStage = 'notStarted' | 'inProgress' | ReviewStatus;

export const STAGES = [['notStarted', 'Not started'], ['inProgress', 'In progress'], ['review', 'Needs review'], ['approved', 'Approved']] as const satisfies readonly (readonly [ShotStage, string])[];

export function stageLabel(stage: ShotStage): string {
  return STAGES.find(([id]) => id === stage)?.[1] ?? stage;
}

/** @param keyframes number of keyframes of the shot */
export function stageOf({ status }: Pick<Shot, 'status'>, keyframes: number): ShotStage {
  return status ?? (keyframes === 0 ? 'notStarted' : 'inProgress');
}
