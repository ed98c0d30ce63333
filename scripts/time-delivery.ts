import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver, planDelivery } from '../src/engine/deliver/index.ts';
import { locateFfmpeg, probeClip } from '../src/engine/media/index.ts';
import { DELIVERY_CODEC_NAMES, deliveryExtension } from '../src/shared/model/delivery-codecs.ts';
import { frameRange } from '../src/shared/model/frame.ts';

/*
 * Cost of the check and of fsync in a delivery: `node scripts/time-delivery.ts FILM [ROUNDS]` delivers up to 96 frames of a film in one colour by every
 * codec, alternating, and prints the median share of each phase. The phases are sequential, so a delivery without the last two would be faster by their time.
 */
const [path, rounds = '3'] = process.argv.slice(2);
if (path === undefined) throw new Error('Which film?');
const tools = await locateFfmpeg();
const clip = await probeClip(path, tools);
const range = frameRange(0, Math.min(clip.frameCount, 96) - 1);
const plane = { width: 6, height: 4, samples: Int16Array.from({ length: 48 }, (_, index) => 256 * (index < 24 ? 18 : 22)) };
const folder = mkdtempSync(join(tmpdir(), 'tintype-time-'));
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

try {
  const seconds = new Map(DELIVERY_CODEC_NAMES.map((codec) => [codec, { encode: [] as number[], verify: [] as number[], publish: [] as number[] }]));
  for (let round = 0; round < Number(rounds); round++) {
    for (const codec of DELIVERY_CODEC_NAMES) {
      const times: number[] = [];
      const outPath = join(folder, `${codec}-${round}${deliveryExtension(codec)}`);
      await deliver(planDelivery({ clip, range, codec, outPath }), { tools, chromaAt: () => Promise.resolve(plane), phase: () => { times.push(performance.now()); } });
      rmSync(outPath, { recursive: true });
      const of = seconds.get(codec)!;
      const [, encode, verify, publish, published] = times as [number, number, number, number, number];
      of.encode.push((verify - encode) / 1000);
      of.verify.push((publish - verify) / 1000);
      of.publish.push((published - publish) / 1000);
    }
  }
  console.log(`| ${range.last + 1} frames, ${clip.picture.width}×${clip.picture.height} | encode, s | verify, s | fsync and rename, s | both, of the whole |\n|---|---|---|---|---|`);
  for (const [codec, { encode, verify, publish }] of seconds) {
    const [a, b, c] = [median(encode), median(verify), median(publish)];
    console.log(`| ${codec} | ${a.toFixed(2)} | ${b.toFixed(2)} | ${c.toFixed(3)} | ${((100 * (b + c)) / (a + b + c)).toFixed(0)} % |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
