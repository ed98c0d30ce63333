import type { ReactNode } from 'react';
import type { MarkerColour } from '../../../shared/model/document.ts';
import type { ShotStage } from '../../../shared/model/shot-stage.ts';

const MARKS: Readonly<Record<ShotStage, ReactNode>> = {
  notStarted: <circle cx="8" cy="8" r="5.5" />,
  inProgress: <><circle cx="8" cy="8" r="5.5" /><path d="M8 2.5a5.5 5.5 0 010 11z" fill="currentColor" stroke="none" /></>,
  review: <path d="M4 14V2.5h8.5L10 5.7l2.5 3.3H4" fill="currentColor" />,
  approved: <><circle cx="8" cy="8" r="6" fill="currentColor" stroke="none" /><path d="M5 8.2l2.1 2.1L11 6" className="tick" /></>,
};

/** Icon of a shot's status: distinguished by shape, with a hue only for those that need attention. */
export function StageMark({ stage }: { readonly stage: ShotStage }): ReactNode {
  return <svg viewBox="0 0 16 16" className="stage-mark" data-stage={stage} aria-hidden="true">{MARKS[stage]}</svg>;
}

/** Icon of a shot's flag. Its colour is always said in words beside it. */
export function FlagMark({ colour }: { readonly colour: MarkerColour }): ReactNode {
  return <svg viewBox="0 0 16 16" className="stage-mark flag-icon" data-colour={colour} aria-hidden="true"><path d="M4 14V2l9 4-9 4" /></svg>;
}

const FLAGS = { amber: 'Amber', green: 'Green', blue: 'Blue', red: 'Red' } as const satisfies Record<MarkerColour, string>;

export function flagLabel(colour: MarkerColour): string {
  return FLAGS[colour];
}

const small = (children: ReactNode): ReactNode => <svg viewBox="0 0 16 16" className="stage-mark" aria-hidden="true">{children}</svg>;

export const boardIcons = {
  stale: small(<path d="M13 6A5.3 5.3 0 003.4 5M3 10a5.3 5.3 0 009.6 1M3 2.5V5.5h3M13 13.5v-3h-3" />),
  paused: small(<path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2.2" />),
  changed: small(<path d="M2.5 8.5l3 3 4-5M9.5 13.5l1-2.5L14 7.5" />),
  lowConfidence: small(<path d="M8 2.5l6 11H2zM8 6.5v3.5M8 11.7v.3" />),
  suggested: small(<path d="M8 2l6 6-6 6-6-6z" strokeDasharray="3 2" />),
  notes: small(<path d="M2.5 3h11v8h-6L5 13.5V11H2.5z" />),
  olderNetworks: small(<path d="M8 2.5a5.5 5.5 0 105.5 5.5M8 5v3l2 1.5M11 2.5h3v3M14 2.5l-3.5 3.5" />),
  all: small(<path d="M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z" />),
  clip: small(<path d="M2.5 3h11v10h-11zM5.5 3v10M10.5 3v10M2.5 6.3h3M2.5 9.7h3M10.5 6.3h3M10.5 9.7h3" />),
  sequence: small(<path d="M2.5 3h11v10h-11zM2.5 11l3.2-3.4 2.4 2.4 2-2 3.4 3.4" />),
  list: small(<path d="M2.5 4h11M2.5 8h11M2.5 12h11" />),
} as const;
