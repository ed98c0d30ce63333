import { removeLeftovers } from './remove-leftovers.ts';
import { sweepRegister } from './lease.ts';

export { assertOutput, assertOutputs, openOutput, type Output, type OutputOptions, type OutputTarget, writeOutput, type WriteOptions } from './open-output.ts';
export { isPublishing } from './folder-contents.ts';
export { type FileLock, lockFile, type LockOutcome } from './file-lock.ts';
export { keepOutputRegister } from './lease.ts';
export { assertName, realPlace } from './real-place.ts';
export { writeError } from './write-error.ts';

/** Finishes or clears what programs that were killed left at the places they were writing to. For the start of a program. */
export async function sweepOutputs(register: string): Promise<void> {
  await sweepRegister(register, removeLeftovers);
}
