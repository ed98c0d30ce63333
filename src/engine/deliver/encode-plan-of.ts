import { basename } from 'node:path';
import { deliveredSize, isImageCodec } from '../../shared/model/delivery-codecs.ts';
import { audioSource, type EncodePlan, frameTimes } from '../media/index.ts';
import type { DeliveryPlan } from './plan-delivery.ts';
import { type PrepareOptions, prepareTracks } from './prepare-tracks.ts';

/** How the images of a plan are called and counted. */
export function imageNaming({ clip, range, outPath, settings }: Pick<DeliveryPlan, 'clip' | 'range' | 'outPath' | 'settings'>): { readonly imageName: string; readonly firstNumber: number; readonly padding?: number } {
  const own = range.first + (clip.source.kind === 'sequence' ? clip.source.firstNumber : 0);
  return { imageName: basename(outPath), firstNumber: settings.startNumber ?? own, ...(settings.padding === undefined ? {} : { padding: settings.padding }) };
}

/** What the encoder is told of the picture alone, as it is handed in: the same for a piece and for the whole. */
export function encodedPicture({ clip, codec, settings, format, colour }: DeliveryPlan): Pick<EncodePlan, 'codec' | 'choices' | 'pixelFormat' | 'width' | 'height' | 'rate' | 'sampleAspect' | 'scan' | 'colour'> {
  const { picture } = clip;
  return {
    codec, choices: settings, pixelFormat: format.pixelFormat, ...deliveredSize(codec, picture), rate: clip.rate,
    sampleAspect: picture.sampleAspect, scan: picture.scan, colour,
  };
}

/** Inputs of the encoder for a plan. Reads the clip's tracks and times. @throws AppError `file.*`; AbortError */
export async function encodePlanOf(plan: DeliveryPlan, options: PrepareOptions): Promise<EncodePlan> {
  const { clip, range, timecode } = plan;
  const { tools, signal } = options;
  const [audio, timestamps, tracks] = await Promise.all([audioSource(clip, range, tools, { signal }), isImageCodec(plan.codec) ? undefined : frameTimes(clip, range, tools, { signal }), prepareTracks(plan, options)]);
  return { outPath: plan.outPath, ...encodedPicture(plan), rotation: clip.picture.rotation, audio, timestamps, timecode, ...tracks, ...imageNaming(plan) };
}
