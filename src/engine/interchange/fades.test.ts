import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { sampleClip } from '../project/testing/sample-project.ts';
import { layOver } from './lay-over.ts';
import { readTimeline } from './read-timeline.ts';

// The same film as four programs say it: A fades to black over 12 frames from frame 40, 8 frames of black, then B fades in over 12 up to 60 + 12.
const rate = { num: 24, den: 1 };
const film: Clip = { ...sampleClip('film', 100), rate, startTimecode: '01:00:00:00' };
const HOUR = 86_400;

const edl = [
  'TITLE: Reel', 'FCM: NON-DROP FRAME', '001  A V C 00:00:00:00 00:00:01:16 01:00:00:00 01:00:01:16', '002  A V C 00:00:01:16 00:00:01:16 01:00:01:16 01:00:01:16', '002  BL V D 012 00:00:00:00 00:00:00:20 01:00:01:16 01:00:02:12',
  '003  BL V C 00:00:00:00 00:00:00:00 01:00:02:12 01:00:02:12', '003  B V D 012 00:00:10:00 00:00:11:16 01:00:02:12 01:00:04:04',
].join('\n');

const time = (value: number): object => ({ OTIO_SCHEMA: 'RationalTime.1', value, rate: 24 });
const range = (start: number, frames: number): object => ({ OTIO_SCHEMA: 'TimeRange.1', start_time: time(start), duration: time(frames) });
const clip = (name: string, start: number, frames: number): object => ({ OTIO_SCHEMA: 'Clip.1', name, source_range: range(start, frames), media_reference: { OTIO_SCHEMA: 'MissingReference.1' } });
const fade = (before: number, after: number): object => ({ OTIO_SCHEMA: 'Transition.1', transition_type: 'SMPTE_Dissolve', in_offset: time(before), out_offset: time(after) });
const otio = JSON.stringify({
  OTIO_SCHEMA: 'Timeline.1', name: 'Reel', global_start_time: time(HOUR), tracks: { OTIO_SCHEMA: 'Stack.1', children: [{
    OTIO_SCHEMA: 'Track.1', kind: 'Video', children: [clip('A', 0, 44), fade(4, 8), { OTIO_SCHEMA: 'Gap.1', source_range: range(0, 20) }, fade(4, 8), clip('B', 244, 36)],
  }] },
});

const rateXml = '<rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate>';
const fcp7 = `<?xml version="1.0"?><xmeml version="5"><sequence><name>Reel</name><duration>100</duration>${rateXml}<timecode>${rateXml}<frame>${HOUR}</frame></timecode><media><video><track>
<clipitem><name>A</name><start>0</start><end>-1</end><in>0</in><out>52</out>${rateXml}</clipitem>
<transitionitem><start>40</start><end>52</end><alignment>end-black</alignment>${rateXml}<effect><name>Cross Dissolve</name></effect></transitionitem>
<transitionitem><start>60</start><end>72</end><alignment>start-black</alignment>${rateXml}<effect><name>Cross Dissolve</name></effect></transitionitem>
<clipitem><name>B</name><start>-1</start><end>100</end><in>240</in><out>280</out>${rateXml}</clipitem></track></video></media></sequence></xmeml>`;

const fcpxml = `<?xml version="1.0"?><fcpxml version="1.8"><resources><format id="r1" frameDuration="1/24s"/><asset id="r2" name="film" src="file:///film.mov" start="0s" duration="100s" hasVideo="1" format="r1"/></resources><library><event><project name="Reel">
<sequence format="r1" tcStart="3600s" duration="100/24s"><spine>
<asset-clip ref="r2" name="A" offset="3600s" start="0s" duration="44/24s"/><transition offset="86440/24s" duration="12/24s"/>
<gap offset="86444/24s" duration="20/24s"/><transition offset="86460/24s" duration="12/24s"/><asset-clip ref="r2" name="B" offset="86464/24s" start="244/24s" duration="36/24s"/>
</spine></sequence></project></event></library></fcpxml>`;

const FILES = { edl, otio, fcp7, fcpxml };

for (const [name, text] of Object.entries(FILES)) {
  test(`a fade to black and one from black are whole in the shots that fade: ${name}`, () => {
    const timeline = readTimeline(Buffer.from(text), { name: `reel.${name}`, rate });
    const { shots, remarks } = layOver(timeline, film);
    expect(shots.map((each) => `${each.name} ${each.range.first}-${each.range.last} ${each.transitionIn.kind}`)).toEqual(['A 0-51 cut', 'Not in list 01 52-59 cut', 'B 60-99 cut']);
    expect(remarks).toContain('“A” fades out to black over 12 frames: all of them are in its shot.');
    expect(remarks).toContain('“B” fades in from black over 12 frames: all of them are in its shot.');
    expect(remarks.filter((each) => each.includes('not taken over'))).toEqual([]);
  });
}
