import { AppError } from '../../../shared/errors/app-error.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import type { App } from '../app.ts';
import { networksOf, recordOf } from './shot-networks.ts';

/**
 * Records in the document which networks a shot was coloured with, after its first painted keyframe or propagation. It is not a step of the
 * history. Where it cannot be written now, the next colouring records it.
 */
export function recordNetworks(app: App, shotId: ShotId): void {
  const state = app.current();
  const shot = state?.document.shots.find((each) => each.id === shotId);
  if (state === undefined || state.readOnly || state.fileChange !== undefined || shot === undefined || shot.networks !== undefined) return;
  try {
    app.apply({ kind: 'setShotNetworks', shotId, networks: recordOf(networksOf(app.services.registry, shot)) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
