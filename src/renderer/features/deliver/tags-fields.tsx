import { type ReactNode, useId } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { CODING_PRESETS, type CodingPreset } from '../../../shared/model/clip-coding.ts';
import { containerRule } from '../../../shared/model/container-rules.ts';
import { codecRecord, type DeliveryCodec, holdsColourTags } from '../../../shared/model/delivery-codecs.ts';
import type { ColourTagChoice, DeliveryTags } from '../../../shared/model/delivery-tags.ts';
import { isTimecode } from './delivery-form.ts';

/** Codings that a file can say. */
const TAGGED = ['hd', 'sd-525', 'sd-625', 'srgb', 'gamma22', 'p3', 'uhd', 'pq', 'hlg'] as const satisfies readonly CodingPreset[];

/** Pure: the preset that these tags are. */
function presetOf(tags: ColourTagChoice | undefined): typeof TAGGED[number] | undefined {
  return TAGGED.find((name) => JSON.stringify(CODING_PRESETS[name].coding) === JSON.stringify(tags));
}

interface TagsFieldsProps {
  /** Of the files. */
  readonly clips: readonly Clip[];
  readonly codec: DeliveryCodec;
  readonly tags: DeliveryTags;
  readonly onChange: (tags: DeliveryTags) => void;
}

/** Tags that replace those of the clips, for one delivery. Left empty they are each clip's own. */
export function TagsFields({ clips, codec, tags, onChange }: TagsFieldsProps): ReactNode {
  const id = useId();
  const { label, container, keepsTimecode } = codecRecord(codec);
  const { hasReel } = containerRule(container);
  const change = (part: Partial<DeliveryTags>): void => {
    const { colour, startTimecode, reelName } = { ...tags, ...part };
    onChange({ ...(colour === undefined ? {} : { colour }), ...(startTimecode === undefined || startTimecode === '' ? {} : { startTimecode }), ...(reelName === undefined || reelName === '' ? {} : { reelName }) });
  };
  const asClip = clips.length === 1 ? 'as the clip' : 'as each clip';
  const [withoutTimecode, reels] = [clips.filter(({ startTimecode }) => startTimecode === undefined).length, [...new Set(clips.map(({ reelName }) => reelName ?? 'none'))]];
  const none = withoutTimecode === 0 ? '' : clips.length === 1 ? ', which has none' : `, of which ${withoutTimecode === 1 ? '1 has' : `${withoutTimecode} have`} none`;
  const cannot = (what: string): string => `${label} holds no ${what}`;
  return (
    <section className="delivery-part" aria-label="Tags of this delivery">
      <h3>Tags of this delivery <small>{Object.keys(tags).length === 0 ? clips.length === 1 ? 'as in the clip' : 'as in each clip' : 'changed for this delivery'}</small></h3>
      <div className="form-row"><label htmlFor={`${id}-colour`}>Colour</label>
        <select id={`${id}-colour`} className="field" disabled={!holdsColourTags(codec)} value={presetOf(tags.colour) ?? ''} onChange={({ target }) => { const name = TAGGED.find((each) => each === target.value); change({ colour: name === undefined ? undefined : CODING_PRESETS[name].coding }); }}>
          <option value="">{holdsColourTags(codec) ? `A${asClip.slice(1)}` : cannot('colour tags')}</option>
          {TAGGED.map((name) => <option key={name} value={name}>{CODING_PRESETS[name].label}</option>)}
        </select>
      </div>
      <div className="form-row"><label htmlFor={`${id}-timecode`}>Timecode</label>
        <input id={`${id}-timecode`} className="field" spellCheck={false} disabled={!keepsTimecode} placeholder={keepsTimecode ? `${asClip}${none}; or of each file’s first frame: 01:00:00:00` : cannot('timecode')} aria-invalid={tags.startTimecode !== undefined && clips.some((clip) => !isTimecode(tags.startTimecode, clip))} value={tags.startTimecode ?? ''} onChange={({ target }) => { change({ startTimecode: target.value }); }} />
      </div>
      <div className="form-row"><label htmlFor={`${id}-reel`}>Reel</label>
        <input id={`${id}-reel`} className="field" spellCheck={false} maxLength={100} disabled={!hasReel} placeholder={hasReel ? `${asClip}: ${reels.join(', ')}` : cannot('reel name')} value={tags.reelName ?? ''} onChange={({ target }) => { change({ reelName: target.value }); }} />
      </div>
    </section>
  );
}
