import { AppError } from '../../shared/errors/app-error.ts';

/** Retries once after a crash, in a restarted process. @throws AppError `inference.crashed` that names the frame, whatever else `attempt` throws */
export async function retryAfterCrash<Result>(frame: number, attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'inference.crashed') throw error;
  }
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'inference.crashed') throw error;
    throw new AppError('inference.crashed', `The process that runs the networks ended twice while it worked on frame ${frame}. Finished frames are kept.`, { ...(error.details === undefined ? {} : { details: error.details }), cause: error });
  }
}
