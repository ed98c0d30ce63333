import { type ReactNode, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import { keyframeAt, shotAt } from '../../document/project-mirror.ts';
import { groupInHand } from '../../editor/group-edits.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { selectionOf } from '../../session/session-store.ts';
import { CommandButton } from '../../ui/button.tsx';
import { LikeOffer } from '../shots/like-offer.tsx';
import { GroupDetail } from './group-detail.tsx';
import { GroupSelect } from './group-select.tsx';
import { HintDetail } from './hint-detail.tsx';
import { HintGrid } from './hint-grid.tsx';
import { VividnessRow } from './vividness-row.tsx';
import { hintRows, listItems } from './hint-rows.ts';

const NONE = [] as const;

/** Hints of the frame shown: selected here or on the picture; those selected are changed together. */
export function HintsPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const frame = useSession((session) => session.frame);
  const live = useSession((session) => (session.live?.clipId === clip.id && session.live.frame === session.frame ? session.live.hints : undefined));
  const kept = useDocument((document) => keyframeAt(document, clip.id, frame)?.hints ?? NONE);
  const swatches = useDocument((document) => document.swatches);
  const shot = useDocument((document) => shotAt(document, clip.id, frame));
  const readOnly = useStore(useEditor().project, ({ state }) => state?.readOnly === true);
  const selected = useSession((session) => session.selected);
  const alsoSelected = useSession((session) => session.alsoSelected);
  const selectedGroup = useSession((session) => session.selectedGroup);
  const turnedGroups = useSession((session) => session.turnedGroups);
  const selection = useMemo(() => selectionOf({ selected, alsoSelected }), [selected, alsoSelected]);
  const rows = useMemo(() => hintRows(live ?? kept, swatches), [live, kept, swatches]);
  const groups = shot?.hintGroups ?? NONE;
  const items = useMemo(() => listItems(rows, groups, turnedGroups), [rows, groups, turnedGroups]);
  const chosen = selection.map((id) => rows.find(({ hint }) => hint.id === id)?.hint).filter((hint) => hint !== undefined);
  const group = groupInHand(shot, chosen, { selectedGroup, selected, alsoSelected });
  return (
    <section className="panel hints-panel" aria-label="Hints" data-chosen={chosen.length > 0 || group !== undefined}>
      <h2>Hints <span>{rows.length === 0 ? '' : `${rows.length}${chosen.length === 0 ? '' : `, ${chosen.length} selected`}`}</span></h2>
      {shot === undefined || rows.length > 0 || readOnly ? null : <LikeOffer key={shot.id} shot={shot} />}
      {shot === undefined || items.length === 0 ? <p className="empty-note">No hints on this frame. Choose a colour and click in the picture.</p> : (
        <>
          <HintGrid shotId={shot.id} items={items} selection={selection} />
          <div className="hint-actions" role="toolbar" aria-label="Selected hints">
            <CommandButton id="hint.duplicate">Duplicate</CommandButton>
            <CommandButton id="hint.copyToKeyframes">To keyframes</CommandButton>
            <CommandButton id="edit.removeHint">Delete</CommandButton>
            {chosen.length === 0 ? null : <GroupSelect shotId={shot.id} groups={groups} hints={chosen} />}
          </div>
          {group === undefined ? null : <GroupDetail shot={shot} group={group} />}
          {chosen.length === 0 && group !== undefined ? null : <HintDetail hints={chosen} groups={groups} />}
        </>
      )}
      <VividnessRow clip={clip} />
    </section>
  );
}
