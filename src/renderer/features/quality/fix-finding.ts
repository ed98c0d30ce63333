import { assertNever } from '../../../shared/errors/assert-never.ts';
import type { FindingRow } from '../../../shared/finding-rows.ts';
import type { Finding, FindingKind } from '../../../shared/model/quality-report.ts';
import { positionsOf } from '../../../shared/model/hint-kinds.ts';
import type { HintId } from '../../../shared/model/ids.ts';
import { documentOf, keyframeAt } from '../../document/project-mirror.ts';
import type { Editor } from '../../editor/editor.ts';
import { panelShown } from '../../session/dock.ts';
import type { DockTab, Session } from '../../session/session-store.ts';
import { openDeliverPage } from '../deliver/open-delivery.ts';
import { showFinding } from './show-quality.ts';

/** Where a kind of finding is put right: on the page Colour by a tool or a panel, or by another delivery. */
type Remedy = { readonly page: 'colour'; readonly label: string; readonly tool: Session['tool']; readonly panel: DockTab; readonly overlay?: keyof Session['overlays'] } | { readonly page: 'deliver'; readonly label: string };

const HINT = { tool: 'point', panel: 'hints' } as const;
const TRIM = { tool: 'move', panel: 'trim' } as const;

/** What is suggested for a finding. */
export function remedyOf(kind: FindingKind): Remedy {
  switch (kind) {
    case 'uncoloured': return { page: 'colour', label: 'Fix: place a hint', ...HINT, overlay: 'uncoloured' };
    case 'flicker': case 'saturationDrift': return { page: 'colour', label: 'Fix: correct this frame', ...HINT, overlay: 'lowConfidence' };
    case 'outOfGamut': return { page: 'colour', label: 'Fix: trim saturation', ...TRIM };
    case 'skin': return { page: 'colour', label: 'Fix: trim hue', ...TRIM };
    case 'hint': return { page: 'colour', label: 'Fix: change the hint', tool: 'move', panel: 'hints' };
    case 'keyframe': return { page: 'colour', label: 'Fix: look at the keyframe', tool: 'move', panel: 'hints' };
    case 'frameCount': case 'droppedFrame': case 'doubledFrame': case 'tag': case 'soundOffset': case 'soundMissing': case 'luma': return { page: 'deliver', label: 'Fix: deliver again' };
    default: return assertNever(kind);
  }
}

/** Goes to the worst frame of a finding, with what is suggested for it chosen. */
export function fixFinding(editor: Editor, row: FindingRow): void {
  showFinding(editor, row);
  const remedy = remedyOf(row.finding.kind);
  if (remedy.page === 'deliver') {
    openDeliverPage(editor);
    return;
  }
  const hint = row.finding.kind === 'hint' ? hintOf(editor, row) : undefined;
  editor.session.setState(({ overlays }) => ({
    page: 'colour', tool: remedy.tool, ...panelShown(remedy.panel), selected: hint ?? null, alsoSelected: [], ...(remedy.overlay === undefined ? {} : { overlays: { ...overlays, [remedy.overlay]: true } }),
  }));
}

/** The hint that a finding is about, where it is still at its place. */
function hintOf({ project, session }: Editor, { finding, frame }: FindingRow): HintId | undefined {
  const { clipId } = session.getState();
  const place = hintPlaceOf(finding);
  const hints = clipId === null || frame === undefined ? undefined : keyframeAt(documentOf(project.getState()), clipId, frame)?.hints;
  return place === undefined ? undefined : hints?.find((hint) => positionsOf(hint).some(([x, y]) => Math.abs(x - place[0]) < 1e-4 && Math.abs(y - place[1]) < 1e-4))?.id;
}

/** The place of a hint, which a finding has as its subject. */
export function hintPlaceOf({ subject = '' }: Finding): readonly [number, number] | undefined {
  const [x, y] = subject.split(',').map(Number);
  return x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y) ? undefined : [x, y];
}
