import { type ReactNode, useId } from 'react';
import { useStore } from 'zustand';
import { counted } from '../../../shared/counted.ts';
import { CODING_PRESETS, type CodingPreset } from '../../../shared/model/clip-coding.ts';
import { RATE_HELP, statesNoRate } from '../../../shared/model/clip-rate.ts';
import { codingGroups } from '../../editor/coding-groups.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { isRateWrong, probedClips } from '../../editor/new-project.ts';
import { RateChoice } from '../media/rate-choice.tsx';

const AS_PROBED = '';

/** How the listed clips are read: what their codes mean, by what their tags say, the rate of image sequences that state none, and whether shots are found and proxies made. */
export function NewProjectChoices(): ReactNode {
  const { newProject, preferences } = useEditor();
  const id = useId();
  const plan = useStore(newProject.store);
  const proxiesAsSet = useStore(preferences.store, ({ values }) => values?.['proxies'] !== 'off');
  const clips = probedClips(plan).map(({ clip }) => clip);
  const groups = codingGroups(clips);
  const unrated = clips.filter(statesNoRate);
  return (
    <div className="new-choices">
      {groups.map(({ key, label, readAs, count }, index) => (
        <div key={key} className="new-coding">
          <label htmlFor={`${id}-${index}`}>{label}</label>
          <select id={`${id}-${index}`} className="field" value={plan.codings[key] ?? AS_PROBED} onChange={({ target: { value } }) => { newProject.setCoding(key, value === AS_PROBED ? undefined : value as CodingPreset); }}>
            <option value={AS_PROBED}>{`As probed: ${readAs}`}</option>
            {Object.entries(CODING_PRESETS).map(([preset, { label: name }]) => <option key={preset} value={preset}>{name}</option>)}
          </select>
          <small>{counted(count, 'clip')}</small>
        </div>
      ))}
      {unrated.length === 0 ? null : (
        <div className="new-coding">
          <label htmlFor={`${id}-rate`}>Rate of image sequences</label>
          <RateChoice id={`${id}-rate`} asProbed="Assumed: 24" value={plan.sequenceRate} onChange={(text) => { newProject.setSequenceRate(text); }} />
          <small>{counted(unrated.length, 'clip')}</small>
        </div>
      )}
      {isRateWrong(plan) ? <small role="status">{RATE_HELP}</small> : null}
      <label className="check"><input type="checkbox" checked={plan.findShots} onChange={({ target }) => { newProject.set({ findShots: target.checked }); }} />Find shots<small>{plan.lists.length === 0 ? 'in the background' : 'of clips that no edit list has'}</small></label>
      <label className="check"><input type="checkbox" checked={plan.proxies ?? proxiesAsSet} onChange={({ target }) => { newProject.set({ proxies: target.checked }); }} />Make proxies<small>for smooth playing, in the background</small></label>
    </div>
  );
}
