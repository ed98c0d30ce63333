import type { ClipId } from '../../../shared/model/ids.ts';
import { goTo } from '../../commands/play-commands.ts';
import { documentOf } from '../../document/project-mirror.ts';
import type { Editor } from '../../editor/editor.ts';
import { showClip } from '../../session/show-clip.ts';
import { type FindingRow, findingRows } from '../../../shared/finding-rows.ts';

/** Rows of the report that is shown; none without one. */
export function shownFindings({ project, session }: Pick<Editor, 'project' | 'session'>): readonly FindingRow[] {
  const { quality, clipId } = session.getState();
  return quality === null ? [] : findingRows(quality, documentOf(project.getState()).acceptances.filter((each) => each.clipId === clipId));
}

/** Selects a finding and moves the playhead to its worst frame. */
export function showFinding(editor: Editor, row: FindingRow): void {
  editor.playback.pause();
  editor.session.setState({ finding: row.index });
  if (row.frame !== undefined) goTo(editor, row.frame);
}

/** The next or previous finding that is not accepted, from the selected one on. */
export function stepFinding(editor: Editor, by: 1 | -1): void {
  const open = shownFindings(editor).filter(({ accepted }) => accepted === undefined);
  const { finding } = editor.session.getState();
  const next = by === 1 ? open.find(({ index }) => finding === null || index > finding) ?? open[0] : open.findLast(({ index }) => finding === null || index < finding) ?? open.at(-1);
  if (next !== undefined) showFinding(editor, next);
}

/**
 * Shows the quality page with a report, and the clip that it is of: its findings are at frames of that.
 * @param options `onlyOn`: unless the page, or this clip, has been left when the report is there
 */
export async function showReport(editor: Editor, id: string, { onlyOn }: { readonly onlyOn?: ClipId } = {}): Promise<void> {
  const quality = await editor.connection.client().quality.report({ id });
  const { page, clipId: shown } = editor.session.getState();
  if (onlyOn !== undefined && (page !== 'quality' || shown !== onlyOn)) return;
  const [clipId] = quality.clipIds;
  if (clipId !== undefined && !quality.clipIds.some((each) => each === shown)) showClip(editor.session, clipId);
  editor.session.setState({ page: 'quality', dialog: null, quality, finding: null });
}
