import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import { namingDate } from '../../../shared/model/delivery-parts.ts';
import { useEditor, useJobs } from '../../editor/editor-context.ts';
import { isUnderWay } from '../../document/jobs-mirror.ts';
import { CodecChoice } from './codec-choice.tsx';
import { DeliveredBeforePart } from './delivered-before-part.tsx';
import { DeliveryFoot } from './delivery-foot.tsx';
import { clipsOfFiles, filesOfForm, isOfShots, missingOf, requestOf, withChosen } from './delivery-form.ts';
import { Estimate } from './estimate.tsx';
import { filesToName } from './file-names.ts';
import { FolderField } from './folder-field.tsx';
import { NamesList } from './names-list.tsx';
import { NamingField } from './naming-field.tsx';
import { PictureFacts } from './picture-facts.tsx';
import { ChangedFromPreset, PresetMenu } from './preset-menu.tsx';
import { namedApart } from './sequence-text.ts';
import { SettingsRow } from './settings-row.tsx';
import { ShotChoice } from './shot-choice.tsx';
import { shotsNotReady } from './shots-not-ready.ts';
import { TagsFields } from './tags-fields.tsx';
import { TimelineChoice } from './timeline-choice.tsx';
import type { DeliveryFormView } from './use-delivery-form.ts';
import { useDeliveredBefore } from './use-delivered-before.ts';
import { useEstimate } from './use-estimate.ts';
import type { PresetsView } from './use-presets.ts';

interface SettingsPanelProps extends DeliveryFormView {
  readonly clip: Clip;
  readonly presets: PresetsView;
  /** Whether presets are a menu here rather than a panel beside this one. */
  readonly withPresets: boolean;
}

/** Escape leaves a field, so that the keys of commands work again. What a dialog over this panel hears is its own. */
function leaveField(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Escape' && event.currentTarget.contains(event.target as Node)) event.currentTarget.focus();
}

/** What is delivered, how, where to and under which names; what of the clip is kept. */
export function SettingsPanel({ clip, form, document: project, shots, marked, change, presets, withPresets }: SettingsPanelProps): ReactNode {
  const editor = useEditor();
  const revision = useStore(editor.project, ({ state }) => state?.revision ?? 0);
  // While a shot is propagated this changes with every frame: the estimate follows when it rests.
  const uncoloured = useStore(editor.colours, (now) => shotsNotReady(shots, now.shots).reduce((sum, { stale, missing }) => sum + stale + missing, 0));
  // What the folder holds and which names are taken changes when a delivery begins or ends.
  const deliveries = useJobs().filter(({ kind }) => kind === 'deliver').map((job) => `${job.id} ${isUnderWay(job)}`).join(' ');
  const context = { clip, document: project, marked };
  const request = requestOf(form, context);
  const [today] = useState(() => namingDate(new Date()));
  const files = filesOfForm(form, { ...context, date: today });
  const clips = files.length === 0 ? [clip] : clipsOfFiles(files);
  const named = namedApart(shots, project);
  const asOf = `${revision} ${uncoloured} ${deliveries}`;
  const { estimate, problem } = useEstimate(request, asOf);
  const before = useDeliveredBefore(request, asOf);
  const chooseFiles = (again: readonly number[]): void => {
    change(withChosen(form, new Set(again.flatMap((index) => files[index]?.shot?.id ?? []))));
  };
  const panel = useRef<HTMLElement>(null);
  // What had the focus went with the page before: keys go on from here.
  useEffect(() => { if (document.activeElement === document.body) panel.current?.focus(); }, []);
  return (
    <section ref={panel} className="panel delivery-settings" aria-label="Delivery settings" tabIndex={-1} onKeyDown={leaveField}>
      {withPresets ? <><h2 className="visually-hidden">{presets.title}</h2><PresetMenu presets={presets} /></> : <h2>{presets.title}<ChangedFromPreset presets={presets} /></h2>}
      <div className="quiet-scroll">
        <section className="delivery-part" aria-label="Files">
          <ShotChoice form={form} clip={clip} document={project} shots={named} marked={marked} onChange={change} />
          <CodecChoice codec={form.codec} onChoose={(codec) => { change({ codec }); }} />
          <SettingsRow codec={form.codec} settings={form.settings} onChange={(settings) => { change({ settings }); }} />
          <FolderField directory={form.directory} estimate={estimate} onChange={(directory) => { change({ directory }); }} />
          <NamingField naming={form.naming} example={files[0]?.values} onChange={(naming) => { change({ naming }); }} />
          {isOfShots(form) ? <TimelineChoice timeline={form.timeline} estimate={estimate} onChange={(timeline) => { change({ timeline }); }} /> : null}
          <NamesList files={filesToName(files, { overwrite: form.overwrite, estimate })} />
        </section>
        <DeliveredBeforePart before={before} count={files.length} onChooseFiles={isOfShots(form) && files.length > 1 ? chooseFiles : undefined} />
        <PictureFacts clips={clips} codec={form.codec} />
        <TagsFields clips={clips} codec={form.codec} tags={form.tags} onChange={(tags) => { change({ tags }); }} />
        {estimate === undefined ? null : <Estimate estimate={estimate} />}
      </div>
      <DeliveryFoot form={form} shots={named.filter((shot) => files.some(({ clip: { id }, range }) => shot.clipId === id && shot.range.first <= range.last && shot.range.last >= range.first))} count={files.length} request={request} estimate={estimate} problem={missingOf(form, context) ?? problem} onChange={change} />
    </section>
  );
}
