import { type ApprovalChange, changesSince } from '../../../shared/model/approval.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import type { App } from '../app.ts';
import { keyContext } from './key-context.ts';
import { approvedContent } from './record-approvals.ts';
import { planShot } from './shot-plan.ts';

/** What has changed of approved shots since; shots without a record are left out. @throws AppError `project.none`, `model.missing` */
export async function approvalChanges(app: App, shotIds: readonly ShotId[]): Promise<{ shotId: ShotId; changes: ApprovalChange[] }[]> {
  await app.contentsKnown();
  const document = app.document();
  return shotIds.flatMap((shotId) => {
    const approval = documentIndex(document).shot(shotId)?.approval;
    const plan = approval === undefined ? undefined : planShot(document, shotId, keyContext(app.services));
    return approval === undefined || plan === undefined ? [] : [{ shotId, changes: [...changesSince(approval, approvedContent(app.services, document, plan))] }];
  });
}
