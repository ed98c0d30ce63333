import type { ClipReport } from '../../../shared/model/clip-report.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { clipReport } from '../../media/index.ts';
import type { App } from '../app.ts';

/** The opening report of a clip of the open project. @throws AppError `project.notFound`, `file.*`; AbortError */
export async function reportOfClip(app: App, clipId: ClipId, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ClipReport> {
  return clipReport(app.clip(clipId), await app.services.tools(), options);
}
