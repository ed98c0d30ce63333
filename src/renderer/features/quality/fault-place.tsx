import type { ReactNode } from 'react';
import type { FaultBox, Finding } from '../../../shared/model/quality-report.ts';
import { useSession } from '../../editor/editor-context.ts';
import { type Placement, toScreen } from '../../session/view.ts';
import { FINDING_NAMES } from '../../../shared/finding-rows.ts';
import { hintPlaceOf } from './fix-finding.ts';

/** Height of the words at a place with the room around them, CSS px. */
const WORDS_PX = 24;

/** On the picture, where the selected finding is: a box on its worst frame, a ring at a hint. Only on the page Quality, and on that frame. */
export function FaultPlace({ placement }: { readonly placement: Placement }): ReactNode {
  const frame = useSession((session) => (session.page === 'quality' && session.speed === 0 ? session.frame : null));
  const index = useSession((session) => session.finding);
  const quality = useSession((session) => session.quality);
  const finding = quality === null || index === null ? undefined : quality.report.findings[index];
  if (quality === null || finding === undefined || frame === null) return null;
  const hint = finding.kind === 'hint' ? hintPlaceOf(finding) : undefined;
  const delivered = finding.place?.frame ?? finding.frames?.first;
  if (delivered === undefined || quality.figures.sourceFrame[delivered] !== frame) return null;
  if (hint !== undefined) {
    const { x, y } = toScreen(hint, placement);
    return <div className="fault-place" data-kind="hint" role="img" aria-label={`Hint of the finding: ${valueWords(finding)}`} style={{ left: x, top: y }}><span>{valueWords(finding)}</span></div>;
  }
  if (finding.place === undefined) return null;
  const [left, top, right, bottom] = finding.place.box;
  const [from, to] = [toScreen([left, top], placement), toScreen([right, bottom], placement)];
  // Where there is no room below, the words stand inside.
  const isLow = to.y + WORDS_PX > placement.top + placement.height;
  return (
    <div className="fault-place" role="img" aria-label={`Place of the finding: ${valueWords(finding)}, ${boxWords(finding.place.box)}`} data-words={isLow ? 'inside' : 'below'} style={{ left: from.x, top: from.y, width: to.x - from.x, height: to.y - from.y }}>
      <span>{valueWords(finding)}</span>
    </div>
  );
}

/** “Flicker 4.1”. */
function valueWords({ kind, value }: Finding): string {
  const name = FINDING_NAMES[kind];
  if (value === undefined) return name;
  switch (kind) {
    case 'flicker': return `${name} ${value.toFixed(1)}`;
    case 'uncoloured': case 'outOfGamut': return `${name}, ${(100 * value).toFixed(0)} %`;
    case 'luma': return `${name}, ${value.toFixed(0)} ${value === 1 ? 'code' : 'codes'} off`;
    case 'skin': return `${name}, ${value.toFixed(0)}° off`;
    case 'hint': return `${name}, ΔE ${value.toFixed(1)}`;
    case 'keyframe': return `${name}, ${value.toFixed(1)} ab off`;
    default: return name;
  }
}

/** “50–75 % across, 33–67 % down”, or “the whole picture”. */
function boxWords([left, top, right, bottom]: FaultBox): string {
  const part = (from: number, to: number): string => `${(100 * from).toFixed(0)}–${(100 * to).toFixed(0)} %`;
  return left === 0 && top === 0 && right === 1 && bottom === 1 ? 'the whole picture' : `${part(left, right)} across, ${part(top, bottom)} down`;
}
