import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { HintGroup } from '../../../shared/model/hint-group.ts';
import type { HintGroupId, HintId, ShotId } from '../../../shared/model/ids.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { GroupHeading } from './group-heading.tsx';
import { HintListRow } from './hint-list-row.tsx';
import { chosenInList, isGroupFolded, type ListItem } from './hint-rows.ts';

interface HintGridProps {
  readonly shotId: ShotId;
  readonly items: readonly ListItem[];
  readonly selection: readonly HintId[];
}

interface Modifiers {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Hints and groups of a frame. Arrow keys select; Ctrl and an arrow move the focus alone, Ctrl and Space add to the selection. On the heading of a group
 * ← and → fold and unfold it, F2 renames it; choosing it selects its hints.
 */
export function HintGrid({ shotId, items, selection }: HintGridProps): ReactNode {
  const { edits, session } = useEditor();
  const grid = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<HintId | HintGroupId | undefined>(undefined);
  const hintIds = items.flatMap((item) => (item.kind === 'hint' ? [item.id] : []));
  const current = items.find(({ id }) => id === focused) ?? items.find(({ id }) => id === selection[0]) ?? items[0];

  const [primary] = selection;
  useEffect(() => {
    if (primary !== undefined) grid.current?.querySelector('[data-primary="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [primary]);

  function choose(item: ListItem, event: Modifiers): void {
    if (item.kind === 'group') {
      edits.context.selectAll(item.rows.map(({ hint }) => hint.id));
      session.setState({ selectedGroup: item.id });
      return;
    }
    const how = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one';
    edits.context.selectAll(chosenInList(hintIds, item.id, { of: selection.toReversed(), how }));
  }

  function fold(group: HintGroup, isFolded: boolean): void {
    session.setState(({ turnedGroups }) => {
      if (isGroupFolded(group, turnedGroups) === isFolded) return {};
      const turned = new Set(turnedGroups);
      if (!turned.delete(group.id)) turned.add(group.id);
      return { turnedGroups: turned };
    });
  }

  /** @returns whether the key was one of a heading */
  function actOnHeading(item: ListItem, key: string): boolean {
    if (item.kind !== 'group' || !['ArrowLeft', 'ArrowRight', 'F2'].includes(key)) return false;
    if (key === 'F2') session.setState({ renamedGroup: item.id });
    else fold(item.group, key === 'ArrowLeft');
    return true;
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.altKey || !(event.target instanceof HTMLElement) || event.target.role !== 'row' || current === undefined) return;
    const at = items.indexOf(current);
    const heading = event.key === 'ArrowLeft' && current.kind === 'hint' && current.group !== undefined ? items.findIndex(({ id }) => id === current.group?.id) : undefined;
    const to = heading ?? { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    const isChoice = event.key === ' ' || event.key === 'Enter';
    if (actOnHeading(current, event.key)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (to === undefined && !isChoice) return;
    event.preventDefault();
    event.stopPropagation();
    const item = items[Math.min(items.length - 1, Math.max(0, to ?? at))]!;
    setFocused(item.id);
    grid.current?.querySelectorAll<HTMLElement>('[role=row]')[items.indexOf(item)]?.focus();
    if (isChoice || !(event.ctrlKey || event.metaKey)) choose(item, event);
  }

  return (
    <div className="hint-grid quiet-scroll" role="treegrid" aria-label="Hints of this frame" aria-multiselectable="true" ref={grid} onKeyDown={onKeyDown}>
      {items.map((item) => {
        const place = { isTabStop: item === current, onFocus: () => { setFocused(item.id); }, onChoose: (event: Modifiers) => { setFocused(item.id); choose(item, event); } };
        return item.kind === 'group'
          ? <GroupHeading key={item.id} shotId={shotId} item={item} {...place} onFold={() => { fold(item.group, !item.isFolded); }} />
          : <HintListRow key={item.id} row={item.row} group={item.group} isSelected={selection.includes(item.id)} isPrimary={selection[0] === item.id} {...place} />;
      })}
    </div>
  );
}
