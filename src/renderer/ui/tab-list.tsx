import { type KeyboardEvent, type ReactNode, useRef } from 'react';

interface TabListProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly label: string }[];
  readonly selected: Id;
  /** Id of the element that shows the selected tab's content; that of a tab is this with the tab's own. */
  readonly panelId: string;
  readonly onSelect: (id: Id) => void;
}

/** Tabs over one panel; the arrow keys go from one to the next. A mouse press does not move the focus, so that the arrow keys keep stepping frames. */
export function TabList<Id extends string>({ label, tabs, selected, panelId, onSelect }: TabListProps<Id>): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  function onKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = (tabs.findIndex(({ id }) => id === selected) + step + tabs.length) % tabs.length;
    onSelect(tabs[next]!.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKey}>
      {tabs.map((tab) => (
        <button key={tab.id} type="button" role="tab" id={`${panelId}-${tab.id}`} aria-selected={tab.id === selected} aria-controls={panelId} tabIndex={tab.id === selected ? 0 : -1} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { onSelect(tab.id); }}>{tab.label}</button>
      ))}
    </div>
  );
}
